package languages

import (
	"bytes"

	"github.com/logsieve/logsieve/internal/document"
)

// mayHold is a cheap test that no YAML or JSON file with a request of ours
// fails: each has one of these texts, or an escape that may hide its letters.
// Few texts are looked for, and what stands behind them then.
func mayHold(data []byte) bool {
	return hasAfter(data, "AWS::", "Logs::", "CloudWatch::Alarm", "CloudFront::RealtimeLogConfig", "AppFabric::IngestionDestination") ||
		// CloudWatchLogs of SAM, cloudwatchLog of Serverless, the types of
		// Pulumi and Terraform.
		hasAfter(data, "loud", "WatchLogs", "watchLog", "watch:", "watch/", "front:", "front/", "watch_log", "watch_metric_alarm", "front_realtime") ||
		bytes.Contains(data, []byte("ppfabric")) ||
		// Members of Serverless and of requests.
		bytes.Contains(data, []byte("etentionInDays")) || bytes.Contains(data, []byte("filterPattern")) ||
		hasWord(data, "operation") || hidesLetters(data)
}

// hasAfter reports whether one of some texts stands behind another.
func hasAfter(data []byte, first string, then ...string) bool {
	for {
		i := bytes.Index(data, []byte(first))
		if i < 0 {
			return false
		}
		data = data[i+len(first):]
		for _, text := range then {
			if len(data) >= len(text) && string(data[:len(text)]) == text {
				return true
			}
		}
	}
}

// hasWord reports whether a word stands in the file, but not as the start of
// another.
func hasWord(data []byte, word string) bool {
	for {
		i := bytes.Index(data, []byte(word))
		if i < 0 {
			return false
		}
		data = data[i+len(word):]
		if len(data) == 0 || !document.IsLetter(data[0]) {
			return true
		}
	}
}

// hidesLetters reports whether an escape stands for a printable character of
// ASCII, or joins two lines.
func hidesLetters(data []byte) bool {
	for {
		i := bytes.IndexByte(data, '\\')
		if i < 0 || i+1 >= len(data) {
			return false
		}
		data = data[i+1:]
		digits := 0
		switch data[0] {
		case '\r', '\n':
			return true
		case 'x':
			digits = 2
		case 'u':
			digits = 4
		case 'U':
			digits = 8
		}
		if digits > 0 && len(data) > digits {
			high := data[1 : digits-1]
			if len(bytes.Trim(high, "0")) == 0 && '2' <= data[digits-1] && data[digits-1] <= '7' {
				return true
			}
		}
		data = data[1:]
	}
}
