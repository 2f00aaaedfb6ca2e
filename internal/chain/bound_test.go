package chain

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// manyAlarms is an estate of n resources, half of them filters and half alarms,
// whose metric names and thresholds vary.
func manyAlarms(n int, name, threshold func(i int) any) *estate.Estate {
	var b strings.Builder
	b.WriteString("Resources:\n")
	for i := range n / 2 {
		fmt.Fprintf(&b, "  F%d: {Type: AWS::Logs::MetricFilter, Properties: {LogGroupName: /app, FilterPattern: '{ $.level = \"ERROR\" && $.code = %d }', "+
			"MetricTransformations: [{MetricName: %v, MetricNamespace: App, MetricValue: '1'}]}}\n", i, i, name(i))
		fmt.Fprintf(&b, "  A%d: {Type: AWS::CloudWatch::Alarm, Properties: {AlarmName: a%[1]d, MetricName: %v, Namespace: App, Statistic: Sum, Period: 60, "+
			"EvaluationPeriods: 3, Threshold: %v, ComparisonOperator: GreaterThanOrEqualToThreshold, AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:t']}}\n", i, name(i), threshold(i))
	}
	return estate.New([]*source.File{languages.Read(source.Input{Name: "stack.yaml", Data: []byte(b.String())}, languages.Options{})})
}

// TestOfIsBounded counts the steps that chains take: of each alarm on a filter of
// its own about as many, and never more than there are; what is left then is
// undecided.
func TestOfIsBounded(t *testing.T) {
	own := func(i int) any { return fmt.Sprintf("M%d", i) }
	one := func(int) any { return "M" }
	few, many := func(int) any { return 2 }, func(int) any { return 3000 }
	used := func(e *estate.Estate, most int) (steps int, verdicts map[Verdict]int) {
		work := budget.New(context.Background(), most)
		verdicts = map[Verdict]int{}
		for _, a := range Of(e, Options{Analyze: analyze.Options{Steps: most / 4, Work: work}}) {
			verdicts[a.Whole]++
		}
		return most - work.Left(), verdicts
	}
	small, verdicts := used(manyAlarms(500, own, few), budget.Command)
	if verdicts[Proven] != 250 {
		t.Errorf("of 250 alarms: %v", verdicts)
	}
	large, verdicts := used(manyAlarms(5000, own, few), budget.Command)
	if verdicts[Proven] != 2500 || large > 11*small || large > budget.Command/10 {
		t.Errorf("500 resources take %d steps and 5000 %d: %v", small, large, verdicts)
	}
	// The whole is bounded also where each alarm looks at all filters, or needs
	// thousands of log events.
	for _, e := range []*estate.Estate{manyAlarms(1000, one, few), manyAlarms(1000, own, many)} {
		const most = 1_000_000
		steps, verdicts := used(e, most)
		if steps > most || verdicts[Undecided] < 100 || verdicts[Broken] > 0 {
			t.Errorf("%d steps: %v", steps, verdicts)
		}
	}
}
