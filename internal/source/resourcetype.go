package source

import "github.com/logsieve/logsieve/engine/request"

// Conversion is how an argument of Terraform becomes a member of a request.
type Conversion uint8

const (
	AsIs      Conversion = iota // a string
	AsTrimmed                   // a string that the provider trims before it sends it
	AsGiven                     // a string that is unset when it is empty
	AsNumber
	AsNumberGiven // a number in a string that is unset when it is empty
	AsFlag
	AsTexts      // a list of strings
	AsTextsGiven // one that is unset when it is empty
	AsMap        // a map of strings, unset when it is empty
	AsPairs      // a map that the request has as a list of {key, value}
	AsNamed      // a map that the request has as a list of {Name, Value}
	AsTags       // a list of {Key, Value} that the request has as a map
	AsDocument   // a JSON document in a text, or as a map
	AsBlock      // a block that may stand once: an object
	AsBlocks
)

// Argument says where one argument goes.
type Argument struct {
	From, To  string
	As        Conversion
	required  bool
	Arguments []Argument // of a block
}

// ResourceType is the request that a resource type stands for.
type ResourceType struct {
	Operation request.Operation
	Arguments []Argument
	// more are further requests of the same resource, made when their last
	// member is there.
	More []ResourceType
}

func LogsType(operation string, members ...Argument) ResourceType {
	return ResourceType{Operation: request.Operation{Service: request.Logs, Name: operation}, Arguments: members}
}

func Required(from, to string, as Conversion, members ...Argument) Argument {
	return Argument{from, to, as, true, members}
}

func Optional(from, to string, as Conversion, members ...Argument) Argument {
	return Argument{from, to, as, false, members}
}
