package source

import (
	"slices"

	"github.com/logsieve/logsieve/engine/request"
)

// Requests of roles and of what they permit.
var (
	CreateRole       = request.Operation{Service: "iam", Name: "CreateRole"}
	PutRolePolicy    = request.Operation{Service: "iam", Name: "PutRolePolicy"}
	CreatePolicy     = request.Operation{Service: "iam", Name: "CreatePolicy"}
	AttachRolePolicy = request.Operation{Service: "iam", Name: "AttachRolePolicy"}
)

// templateRole is the mapping of AWS::IAM::Role.
func templateRole() ResourceType {
	return needless(CreateRole,
		Named(AsIs, "RoleName"),
		Named(AsDocument, "AssumeRolePolicyDocument"),
		Named(AsIs, "ManagedPolicyArns"),
		Named(AsGiven, "PermissionsBoundary"),
		Block(AsBlocks, "Policies", Named(AsDocument, "PolicyDocument").Generated()),
	)
}

// templatePolicy is that of AWS::IAM::Policy and of AWS::IAM::ManagedPolicy,
// which name the roles that have them, and of AWS::IAM::RolePolicy.
func templatePolicy() ResourceType {
	return needless(PutRolePolicy, Named(AsIs, "Roles", "RoleName"), Named(AsDocument, "PolicyDocument"))
}

// providerRole is the mapping of aws_iam_role.
func providerRole() ResourceType {
	return needless(CreateRole,
		Named(AsIs, "name=RoleName", "assume_role_policy=AssumeRolePolicyDocument", "managed_policy_arns=ManagedPolicyArns"),
		Named(AsGiven, "permissions_boundary=PermissionsBoundary"),
		Block(AsBlocks, "inline_policy=Policies", Named(AsIs, "policy=PolicyDocument").Generated()),
	)
}

// needless is a mapping of which no argument must be there.
func needless(op request.Operation, arguments ...Arguments) ResourceType {
	return TypeOf(op.Service, op.Name, slices.Concat(arguments...).Generated())
}
