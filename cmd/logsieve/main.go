// Command logsieve tests Amazon CloudWatch Logs filter patterns offline.
package main

import (
	"os"

	"github.com/logsieve/logsieve/internal/cli"
)

func main() { os.Exit(cli.Process()) }
