# The demo and its server: sourced by ./club, never run alone.

fingerprint() { # of everything that Odoo loads from the checkout
    (cd "$ROOT" && find . \( -name '.?*' -o -name __pycache__ -o -name tests -o -name tests_unit \) -prune -o -type f \
        \( -name '*.py' -o -name '*.xml' -o -name '*.csv' -o -name '*.po' -o -path '*/static/*' \) -print0 |
        sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)
}

demo_pid() { # the running demo of this checkout
    local pid
    pid=$(cat "$STATE/demo.pid" 2>/dev/null) && grep -qs "club_demo_$CHECKOUT_KEY" "/proc/$pid/cmdline" && say "$pid"
}

port_is_free() {
    python -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(sys.argv[1])))' "$1" 2>/dev/null
}

choose_port() { # sets PORT
    if [[ -n ${1:-} ]]; then
        [[ $1 =~ ^[0-9]+$ ]] && (($1 >= 1 && $1 <= 65535)) || die "--port needs a number from 1 to 65535, not '$1'"
        port_is_free "$1" || die "port $1 is taken, or not yours to use; choose another with --port"
        PORT=$1
        return
    fi
    for ((PORT = 8069; PORT < 8169; PORT++)); do
        port_is_free "$PORT" && return
    done
    die "no free port between 8069 and 8168; choose one with --port"
}

print_logins() { # print_logins PORT
    say
    say "The shop is open: http://127.0.0.1:$1"
    sed "s|BASE|http://127.0.0.1:$1|" "$STATE/demo.logins"
}

demo_database() { # makes DEMO_DB, or brings it up to date with the code
    local code
    code=$(fingerprint)
    if [[ -z ${1:-} && -f $STATE/demo.complete ]] && databases exists "$DEMO_DB"; then
        [[ $(<"$STATE/demo.complete") != "$code" ]] || return 0
        stop_demo
        step "customer_club updated" databases update "$DEMO_DB" customer_club
    else
        stop_demo
        rm -f "$STATE/demo.complete"
        need_template
        step "Copy of the template" databases copy "$TEMPLATE" "$DEMO_DB"
        step "customer_club installed" databases install "$DEMO_DB" customer_club
        step "Demo data" run_in_shell "$DEMO_DB" demo.py
    fi
    step "Scripts and style sheets" run_in_shell "$DEMO_DB" bundles.py
    printf '%s\n' "$code" >"$STATE/demo.complete"
}

wait_for_demo() { # until the login page answers
    for ((i = 0; i < 240; i++)); do
        kill -0 "$1" 2>/dev/null || return 1
        python -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1], timeout=60)' "http://127.0.0.1:$PORT/web/login" 2>/dev/null && return
        sleep 0.5
    done
    return 1
}

demo_command() {
    local port='' detach='' fresh='' pid
    while (($#)); do
        case $1 in
            --port) port=${2:?--port needs a number}; shift 2 ;;
            --detach) detach=yes; shift ;;
            --fresh) fresh=yes; shift ;;
            *) die "demo does not know '$1'; see ./club help" ;;
        esac
    done
    need_house
    DEMO_DB=$(databases own demo)
    export CLUB_LOGINS=$STATE/demo.logins
    demo_database "$fresh"
    if pid=$(demo_pid); then
        unlock
        [[ -z $port || $port = "$(<"$STATE/demo.port")" ]] || die "the demo runs already, on port $(<"$STATE/demo.port"); ./club stop ends it"
        print_logins "$(<"$STATE/demo.port")"
        return
    fi
    choose_port "$port"
    # Links in messages and QR codes begin with this address.
    psql -q -d "$DEMO_DB" -c "UPDATE ir_config_parameter SET value = 'http://127.0.0.1:$PORT' WHERE key = 'web.base.url'"
    # A session of its own, so that Ctrl-C comes to us first and a closed terminal does not end a detached one.
    setsid python -m odoo -d "$DEMO_DB" --db-filter="^$DEMO_DB\$" -p "$PORT" --log-level=warn \
        >"$STATE/log/demo_server.log" 2>&1 </dev/null 9>&- &
    pid=$!
    printf '%s\n' "$pid" >"$STATE/demo.pid"
    printf '%s\n' "$PORT" >"$STATE/demo.port"
    HINT="What the server said: $STATE/log/demo_server.log" step "Server start" wait_for_demo "$pid"
    unlock
    print_logins "$PORT"
    if [[ -n $detach ]]; then
        say "It runs in the background; ./club stop ends it."
        disown
    else
        say "Ctrl-C ends it."
        trap 'kill "$pid" 2>/dev/null' EXIT
        wait "$pid" || true
    fi
}

stop_demo() {
    local pid
    pid=$(demo_pid) || return 0
    kill "$pid"
    for ((i = 0; i < 100; i++)); do
        [[ -d /proc/$pid ]] || break
        sleep 0.1
    done
    [[ ! -d /proc/$pid ]] || kill -9 "$pid" 2>/dev/null || true
    rm -f "$STATE/demo.pid"
    say "  The demo is stopped."
}

stop_command() {
    lock
    stop_demo
    PG_BIN=$(find_postgres)
    if [[ -z $PG_BIN ]] || ! "$PG_BIN/pg_isready" -q -h "$PG_RUN"; then
        say "  The database server is not running."
    elif [[ $("$PG_BIN/psql" -h "$PG_RUN" -U club -d postgres -Atc "SELECT count(*) FROM pg_stat_activity WHERE datname <> 'postgres'") != 0 ]]; then
        say "  The database server is in use (by tests or another checkout), so it stays."
    else
        as_postgres "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -s -m fast stop
        say "  The database server is stopped."
    fi
}
