-- a copy of a shop's database must not work for the shop: no job of the club runs in it
UPDATE ir_cron
   SET active = false
 WHERE id IN (SELECT res_id FROM ir_model_data WHERE module = 'customer_club' AND model = 'ir.cron');

-- nor does it send, or hold, a code that confirms a payment
DELETE FROM sms_sms WHERE club_code_id IS NOT NULL;
DELETE FROM club_one_time_code;
