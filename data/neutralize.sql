-- a copy of a shop's database must not work for the shop: no job of the club runs in it
UPDATE ir_cron
   SET active = false
 WHERE id IN (SELECT res_id FROM ir_model_data WHERE module = 'customer_club' AND model = 'ir.cron');

-- nor does it send, or hold, a code that confirms a payment
DELETE FROM sms_sms WHERE club_code_id IS NOT NULL;
DELETE FROM club_one_time_code;

-- nor does it reach a member: gateways are off and have no key, and what waits goes nowhere
UPDATE club_sms_gateway SET state = 'off', key_store = NULL, webhook_hash = NULL;
UPDATE club_message SET state = 'cancelled', error = 'stopped' WHERE state IN ('queued', 'sending', 'unknown', 'handed');
DELETE FROM sms_sms WHERE club_message_id IS NOT NULL;
-- nor does it know a code that a customer or a partner's shop would take
UPDATE club_code SET text = 'COPY ' || id, hint = '····';
UPDATE club_code_batch SET shared_text = 'COPY ' || id WHERE shared_text IS NOT NULL;
