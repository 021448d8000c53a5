#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# ./dev test and ./dev lint. Sourced by ./dev, never run.
# shellcheck disable=SC2154 # variables are shared with ./dev: root, state, python

# Own C and C++ files; what generators wrote is theirs to lay out.
c_sources()
{
	find "$root/server" "$root/api" "$root/tests" -type f \( -name '*.c' -o -name '*.h' -o -name '*.cc' \) \
		-not -path '*/gen/*' | sort
}

cmd_lint()
{
	need_packages run test
	"$python" -B "$root/tests/lint/run.py" "$@" || exit
}

# step NAME command...: runs one part of the tests, whatever the others did, and notes its exit code.
# Its JUnit report, if it writes one, is $results/NAME.xml.
step()
{
	local name=$1 status=0 began=$SECONDS

	shift
	say ""
	say "== $name"
	"$@" 9>&- || status=$?
	printf '%s %s %s\n' "$name" "$status" $((SECONDS - began)) >>"$results/steps"
}

# Halting, with an exit code of their own: a report can never be overlooked.
sanitizer_options()
{
	local suppressions=$root/tests/support

	export ASAN_OPTIONS=detect_leaks=1:halt_on_error=1:exitcode=99:strict_string_checks=1:detect_stack_use_after_return=1:check_initialization_order=1
	export LSAN_OPTIONS=suppressions=$suppressions/lsan.supp:print_suppressions=0:exitcode=99
	export UBSAN_OPTIONS=halt_on_error=1:exitcode=99:print_stacktrace=1
	export TSAN_OPTIONS=halt_on_error=1:exitcode=99:second_deadlock_stack=1:suppressions=$suppressions/tsan.supp
}

unit_tests()
{
	local name=$1 folder=$state/$2 names=() status=0

	if [ -n "$filter" ]; then
		mapfile -t names < <(meson test -C "$folder" --no-rebuild --list 2>/dev/null | sed 's|^.* / ||' |
			grep -F -- "$filter" || true)
		[ ${#names[@]} != 0 ] || return 0
	fi
	meson test -C "$folder" --no-rebuild --print-errorlogs "${names[@]}" || status=$?
	cp "$folder/meson-logs/testlog.junit.xml" "$results/$name.xml" 2>/dev/null || true
	return "$status"
}

python_tests()
{
	local name=$1 binary=$state/$2/server/main/navolatd status=0
	local args=(-q -p no:cacheprovider --rootdir "$root/tests" -c "$root/tests/pytest.ini"
		"--junitxml=$results/$name.xml" "--basetemp=$state/test/tmp-$name")

	shift 2
	if [ "$(nproc)" -gt 1 ]; then
		args+=(-n 2 --dist loadfile)
	fi
	if [ -n "$filter" ] && [ -e "$filter" ]; then
		args+=("$(realpath "$filter")")
	elif [ -n "$filter" ]; then
		args+=(-k "$filter" "$root/tests")
	else
		args+=("$root/tests")
	fi
	NAVOLATD=$binary timeout --foreground "$time_limit" "$python" -B -m pytest "${args[@]}" "$@" || status=$?
	# 5: nothing was selected, which is no fault where a filter selects
	if [ "$status" = 5 ] && [ -n "$filter" ]; then
		status=0
	fi
	return "$status"
}

test_cluster()
{
	NAVOLAT_DIR=$state "$root/tests/support/cluster.sh" "$1" "$state/test/pg" "${@:2}" 9>&-
}

finish_test()
{
	local status=$?

	trap '' INT TERM
	trap - EXIT
	test_cluster stop || true
	# Also when a build failed before any test ran, the closing line tells.
	[ -n "$summed_up" ] || printf '\n0 passed, 1 failed\n'
	exit "$status"
}

cmd_test()
{
	filter=
	nightly=
	summed_up=
	time_limit=1500
	while [ $# != 0 ]; do
		case $1 in
		--nightly)
			nightly=1
			time_limit=28800
			;;
		-*) die "unknown argument $1 (see ./dev help)" ;;
		*/test_*.c) filter=$(basename "${1#*/test_}" .c) ;;
		*) filter=$1 ;;
		esac
		shift
	done
	take_lock
	trap finish_test EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	need_packages run test exchange
	if [ -z "$filter" ]; then
		fetch_asterisk 22
		[ -z "$nightly" ] || fetch_asterisk 16
	fi

	results=$state/test/results
	rm -rf "$results" "$state"/test/tmp-*
	mkdir -p "$results/coverage"
	: >"$results/steps"
	build_sanitized
	[ -n "$filter" ] || build_threads
	case $filter in
	'' | *fault* | *plant*) build_planted ;;
	esac
	say "Starting a PostgreSQL for the tests ..."
	test_cluster start shared_buffers=128MB max_connections=200
	sanitizer_options
	NAVOLAT_TEST_DATABASE_URL=$(test_cluster url postgres)
	export NAVOLATD_PLANTED=$state/build-planted/server/main/navolatd
	export NAVOLAT_TEST_DATABASE_URL NAVOLAT_NIGHTLY=$nightly NAVOLAT_COVERAGE_DIR=$results/coverage
	export PYTHONDONTWRITEBYTECODE=1 NAVOLAT_STAND_CACHE=$state

	if [ -z "$filter" ]; then
		step lint "$python" -B "$root/tests/lint/run.py" --junit "$results/lint.xml"
	fi
	step unit unit_tests unit build-asan
	step api python_tests api build-asan
	if [ -z "$filter" ]; then
		step coverage "$python" -B "$root/tests/support/coverage.py" "$results/coverage" \
			--junit "$results/coverage.xml"
		step race-unit unit_tests race-unit build-tsan
		step race-api python_tests race-api build-tsan -m tsan
	fi
	summed_up=1
	"$python" -B "$root/tests/support/summary.py" "$results" || exit
}
