package budget_test

import (
	"context"
	"errors"
	"testing"

	"github.com/logsieve/logsieve/engine/budget"
)

func TestPartSpendsTheWhole(t *testing.T) {
	whole := budget.New(context.Background(), 100)
	first := whole.Part(60)
	if !first.Spend(60) || first.Err() != nil {
		t.Fatal("60 of 60 steps are too many")
	}
	if first.Spend(1) || first.Spend(0) {
		t.Error("a budget that is used up has steps")
	}
	var spent *budget.SpentError
	if err := first.Err(); !errors.As(err, &spent) || spent.Steps != 60 {
		t.Errorf("the part ends with %v", err)
	}
	if whole.Used() != 61 || whole.Err() != nil {
		t.Errorf("the whole has used %d, %v", whole.Used(), whole.Err())
	}
	second := whole.Part(60)
	if !second.Spend(39) || second.Spend(1) {
		t.Error("39 steps are left of the whole")
	}
	if err := second.Err(); !errors.As(err, &spent) || spent.Steps != 100 {
		t.Errorf("with the whole the part ends with %v", err)
	}
	if whole.Part(1).Spend(1) {
		t.Error("a part of what is used up has steps")
	}
}

func TestContextEndsIt(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	b := budget.New(ctx, budget.Command)
	part := b.Part(budget.Question)
	if !part.Spend(1) {
		t.Fatal(part.Err())
	}
	cancel()
	steps := 0
	for part.Spend(100) {
		if steps += 100; steps > 200_000 {
			t.Fatal("the context is not looked at")
		}
	}
	if !errors.Is(part.Err(), context.Canceled) || !errors.Is(b.Err(), context.Canceled) {
		t.Errorf("it ends with %v, %v", part.Err(), b.Err())
	}
	if budget.New(ctx, 1).Spend(1) {
		t.Error("a context that is over gives steps")
	}
}
