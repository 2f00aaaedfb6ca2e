//go:build devtools && unix

package main

// A task is one job for us and for anchors. Commands are run by the shell; $L
// is our program, $D the folder with the logs, and what a command prints is
// compared before anything is timed.
type task struct {
	name    string
	goal    string
	file    string
	ours    string
	anchors []anchor
	cores   string // of taskset; "" is one core
}

// An anchor has to be at most as fast as we are, divided by least.
type anchor struct {
	name    string
	command string
	least   float64
}

func tasks() []task {
	return []task{
		{name: "terms: ERROR", goal: "1", file: "app.log", ours: `$L match -j 1 ERROR $D/app.log`, anchors: []anchor{
			{"rg -F", `rg -j1 -N --no-filename --color never -F ERROR $D/app.log`, 0.9},
			{"grep -F", `LC_ALL=C grep -F ERROR $D/app.log`, 0},
			{"mawk", `mawk '/ERROR/' $D/app.log`, 0},
		}},
		{name: "terms: ERROR -Exiting", goal: "1", file: "app.log", ours: `$L match -j 1 'ERROR -Exiting' $D/app.log`, anchors: []anchor{
			{"rg | rg -v", `rg -j1 -N --no-filename --color never -F ERROR $D/app.log | rg -v -F Exiting`, 1.0},
		}},
		{name: "terms: ?ERROR ?WARN", goal: "1", file: "app.log", ours: `$L match -j 1 '?ERROR ?WARN' $D/app.log`, anchors: []anchor{
			{"rg A|B", `rg -j1 -N --no-filename --color never 'ERROR|WARN' $D/app.log`, 1.0},
		}},
		// A search for names cannot tell that eventID, which is near the end of
		// each event, is a member of the event itself: all of it is walked over.
		{name: "JSON: whole line walked", goal: "2", file: "cloudtrail.jsonl", ours: `$L match -j 1 '{ $.additionalEventData.latency > 1950 || $.eventID NOT EXISTS }' $D/cloudtrail.jsonl`, anchors: []anchor{
			{"jq", `jq -c 'select(.additionalEventData.latency > 1950 or (has("eventID") | not))' $D/cloudtrail.jsonl`, 15},
		}},
		{name: "JSON: one number", goal: "2", file: "cloudtrail.jsonl", ours: `$L match -j 1 '{ $.additionalEventData.latency > 1950 }' $D/cloudtrail.jsonl`, anchors: []anchor{
			{"jq", `jq -c 'select(.additionalEventData.latency > 1950)' $D/cloudtrail.jsonl`, 15},
		}},
		{name: "JSON: selective", goal: "2", file: "cloudtrail.jsonl", ours: `$L match -j 1 '{ $.errorCode = "AccessDenied" }' $D/cloudtrail.jsonl`, anchors: []anchor{
			{"jq", `jq -c 'select(.errorCode == "AccessDenied")' $D/cloudtrail.jsonl`, 45},
			{"rg | jq", `rg -j1 -N --no-filename --color never -F '"AccessDenied"' $D/cloudtrail.jsonl | jq -c 'select(.errorCode == "AccessDenied")'`, 2},
		}},
		{name: "space-delimited", goal: "3", file: "access.log", ours: `$L match -j 1 '[ip, id, user, ts, request, status = 4*, bytes > 1000]' $D/access.log`, anchors: []anchor{
			{"mawk", `mawk '{ n = split($0, q, "\""); split(q[3], r, " "); if (substr(r[1], 1, 1) == "4" && r[2] + 0 > 1000) print }' $D/access.log`, 2.5},
		}},
		{name: "space-delimited, prefilter", goal: "3", file: "access.log", ours: `$L match -j 1 '[ip, id, user, ts, request = "*items/777 *", status = 200, bytes]' $D/access.log`, anchors: []anchor{
			{"mawk", `mawk '{ n = split($0, q, "\""); split(q[3], r, " "); if (index(q[2], "items/777 ") && r[1] == "200") print }' $D/access.log`, 5},
		}},
		{name: "two cores: JSON", goal: "7", file: "cloudtrail.jsonl", cores: "0,1", ours: `$L match -j 2 '{ $.additionalEventData.latency > 1950 || $.eventID NOT EXISTS }' $D/cloudtrail.jsonl`, anchors: []anchor{
			{"one core", `$L match -j 1 '{ $.additionalEventData.latency > 1950 || $.eventID NOT EXISTS }' $D/cloudtrail.jsonl`, 1.75},
		}},
		{name: "two cores: space-delimited", goal: "7", file: "access.log", cores: "0,1", ours: `$L match -j 2 '[ip, id, user, ts, request, status = 4*, bytes > 1000]' $D/access.log`, anchors: []anchor{
			{"one core", `$L match -j 1 '[ip, id, user, ts, request, status = 4*, bytes > 1000]' $D/access.log`, 1.75},
		}},
		{name: "two cores: terms", goal: "7", file: "app.log", cores: "0,1", ours: `$L match -j 2 ERROR $D/app.log`, anchors: []anchor{
			{"one core", `$L match -j 1 ERROR $D/app.log`, 1.3},
		}},
		{name: "archive: CloudTrail in gz", goal: "archive", file: "archive", ours: `$L metrics -j 1 --pattern '{ $.errorCode = "AccessDenied" }' -o csv $D/archive | awk -F, 'NR > 1 { n += $6 } END { print n }'`, anchors: []anchor{
			{"gzip -dc | jq", `find $D/archive -name '*.gz' | xargs gzip -dc | jq -c '.Records[] | select(.errorCode == "AccessDenied")' | awk 'END { print NR }'`, 10},
			{"DuckDB", `duckdb-count $D/archive 1`, 0},
		}},
		{name: "archive: beside inflating", goal: "archive", file: "archive", ours: `$L metrics -j 1 --pattern '{ $.errorCode = "AccessDenied" }' -o csv $D/archive > /dev/null && echo done`, anchors: []anchor{
			{"gzip -dc", `find $D/archive -name '*.gz' | xargs gzip -dc > /dev/null && echo done`, 0.8},
		}},
		{name: "two cores: archive", goal: "archive", file: "archive", cores: "0,1", ours: `$L metrics -j 2 --pattern '{ $.errorCode = "AccessDenied" }' -o csv $D/archive > /dev/null && echo done`, anchors: []anchor{
			{"gzip -dc", `find $D/archive -name '*.gz' | xargs gzip -dc > /dev/null && echo done`, 1.43},
		}},
		{name: "two cores: archive counted", goal: "archive", file: "archive", cores: "0,1", ours: `$L metrics -j 2 --pattern '{ $.errorCode = "AccessDenied" }' -o csv $D/archive | awk -F, 'NR > 1 { n += $6 } END { print n }'`, anchors: []anchor{
			{"DuckDB", `duckdb-count $D/archive 2`, 0},
		}},
		// Both print how often the first filter matches.
		{name: "1000 JSON filters", goal: "4", file: "cloudtrail.jsonl", ours: `$L match -j 1 --filters $D/thousand.patterns $D/cloudtrail.jsonl | awk 'NR == 2 { print $1 }'`, anchors: []anchor{
			{"one filter", `$L match -j 1 --filters $D/one.patterns $D/cloudtrail.jsonl | awk 'NR == 2 { print $1 }'`, 0.5},
		}},
	}
}
