//go:build tools

// Package judges pins the programs that judge what we write: nothing here runs.
package judges

import (
	_ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
	_ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
)
