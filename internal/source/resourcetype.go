package source

import (
	"slices"

	"github.com/logsieve/logsieve/engine/request"
)

// Conversion is how an argument of a resource becomes a member of a request.
type Conversion uint8

// The conversions.
const (
	AsIs      Conversion = iota // a string
	AsTrimmed                   // a string that the provider trims before it sends it
	AsGiven                     // a string that is unset when it is empty
	AsNumber
	AsNumberGiven // a number in a string that is unset when it is empty
	AsFlag
	AsTexts        // a list of strings
	AsTextsGiven   // one that is unset when it is empty
	AsMap          // a map of strings, unset when it is empty
	AsPairs        // a map that the request has as a list of {key, value}
	AsNamed        // a map that the request has as a list of {Name, Value}
	AsTags         // a list of {Key, Value} that the request has as a map
	AsDocument     // a JSON document in a text, or as a map
	AsOnlyDocument // a list of one such document
	AsProcessors   // the processors of a transformer
	AsTarget       // an ARN that the request has in an object
	AsBlock        // a block that may stand once: an object
	AsBlocks
)

// Argument says where one argument of a resource goes.
type Argument struct {
	From, To  string
	As        Conversion
	need      need
	Arguments []Argument // of a block
}

// need is whether an argument must be there.
type need uint8

const (
	asModelled need = iota // as the API model says of the member
	always
	never
)

// ResourceType is the request that a resource type stands for.
type ResourceType struct {
	Operation request.Operation
	Arguments []Argument
	// Self is the member that names the resource itself, "" when none does or an
	// argument says it. What it is called is not known before it is deployed.
	Self string
	// More are further requests of the same resource, made when their last
	// member is there.
	More []ResourceType
}

// LogsType is a resource type that stands for a request of CloudWatch Logs.
func LogsType(operation string, arguments ...Argument) ResourceType {
	return ResourceType{Operation: request.Operation{Service: request.Logs, Name: operation}, Arguments: arguments}
}

// Arg is an argument that must be there when the API model requires its member.
func Arg(from, to string, as Conversion, arguments ...Argument) Argument {
	return Argument{from, to, as, asModelled, arguments}
}

// Required is an argument that must be there though the API model does not say
// so.
func Required(from, to string, as Conversion, arguments ...Argument) Argument {
	return Argument{from, to, as, always, arguments}
}

// Generated is an argument that the tool makes up when it is not there.
func Generated(from, to string, as Conversion) Argument { return Argument{from, to, as, never, nil} }

// required reports whether the argument must be there, given the model of what
// holds its member.
func (a Argument) required(model func() request.Model) bool {
	return a.need == always || a.need == asModelled && slices.Contains(model().Required(), a.To)
}
