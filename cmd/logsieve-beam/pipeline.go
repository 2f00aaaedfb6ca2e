package main

import (
	"context"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
)

func init() {
	register.DoFn4x1[context.Context, string, func(Piece), func([]byte), error](&expandFn{})
	register.DoFn3x1[context.Context, Piece, func([]byte), error](&readFn{})
	register.Combiner3[Total, []byte, []byte](&mergeFn{})
	register.DoFn2x1[context.Context, []byte, error](&writeFn{})
	register.Emitter1[Piece]()
	register.Emitter1[[]byte]()
	beam.RegisterType(reflect.TypeFor[Piece]())
	beam.RegisterType(reflect.TypeFor[Job]())
	beam.RegisterCoder(reflect.TypeFor[Total](), encodeTotal, decodeTotal)
}

// build builds the pipeline: the files of the arguments, read side by side, what
// the filters make of them merged, and the outputs.
func build(s beam.Scope, job Job, empty []byte, args []string) {
	pieces, failed := beam.ParDo2(s.Scope("Find"), &expandFn{Job: job}, beam.CreateList(s, args))
	states := beam.ParDo(s.Scope("Read"), &readFn{Job: job}, beam.Reshuffle(s, pieces))
	// Without any file there is something to merge as well.
	all := beam.Flatten(s, states, failed, beam.Create(s, empty))
	total := beam.Combine(s.Scope("Merge"), &mergeFn{Job: job}, all)
	beam.ParDo0(s.Scope("Write"), &writeFn{Job: job}, total)
}
