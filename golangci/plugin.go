// Package golangci makes goesc a linter of golangci-lint, by its module plugin system. It runs the program,
// which has to be installed, on each package, and reports what that tells.
//
//	# .custom-gcl.yml, for `golangci-lint custom`
//	version: v2.0.0
//	plugins:
//	  - module: github.com/goesc/goesc/golangci
//	    version: latest
//
//	# .golangci.yml
//	linters:
//	  enable: [goesc]
//	  settings:
//	    custom:
//	      goesc:
//	        type: module
//	        settings:
//	          level: error
package golangci

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"
)

func init() {
	register.Plugin("goesc", New)
}

// Settings are those of the linter in golangci-lint's file.
type Settings struct {
	// The program; by default goesc, in PATH.
	Binary string `json:"binary"`
	// From which level on something is reported: error (violated assertions, and what goesc.toml makes
	// one), which is the default, warning, or hint.
	Level string `json:"level"`
	// Further options of goesc check, such as --no-inline.
	Arguments []string `json:"arguments"`
}

// levels are those of Checkstyle's report, from the least, by the names that goesc has for them.
var levels = map[string]int{"hint": 0, "info": 0, "warning": 1, "error": 2}

type plugin struct {
	settings Settings
}

// New makes the plugin of its settings.
func New(given any) (register.LinterPlugin, error) {
	settings, err := register.DecodeSettings[Settings](given)
	if err != nil {
		return nil, err
	}
	if settings.Binary == "" {
		settings.Binary = "goesc"
	}
	if settings.Level == "" {
		settings.Level = "error"
	}
	if _, ok := levels[settings.Level]; !ok || settings.Level == "info" {
		return nil, fmt.Errorf("goesc: unknown level %q; known: hint, warning, error", settings.Level)
	}
	return &plugin{settings}, nil
}

// GetLoadMode says that files and their names are enough: goesc checks types itself.
func (p *plugin) GetLoadMode() string {
	return register.LoadModeSyntax
}

// BuildAnalyzers has the only one.
func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	return []*analysis.Analyzer{{
		Name: "goesc",
		Doc:  "what allocates where it must not, as the compiler decides",
		Run:  p.run,
	}}, nil
}

// report is Checkstyle's.
type report struct {
	Files []struct {
		Name   string `xml:"name,attr"`
		Errors []struct {
			Line     int    `xml:"line,attr"`
			Column   int    `xml:"column,attr"`
			Severity string `xml:"severity,attr"`
			Message  string `xml:"message,attr"`
			Source   string `xml:"source,attr"`
		} `xml:"error"`
	} `xml:"file"`
}

func (p *plugin) run(pass *analysis.Pass) (any, error) {
	files := map[string]*token.File{}
	directory := ""
	tests := false
	for _, file := range pass.Files {
		at := pass.Fset.File(file.FileStart)
		name, err := filepath.Abs(at.Name())
		if err != nil || !strings.HasSuffix(name, ".go") {
			continue
		}
		if real, err := filepath.EvalSymlinks(name); err == nil {
			name = real
		}
		if tests = tests || strings.HasSuffix(name, "_test.go"); directory == "" {
			directory = filepath.Dir(name)
		}
		files[name] = at
	}
	if directory == "" {
		return nil, nil
	}
	told, err := p.check(directory, tests)
	if err != nil {
		return nil, err
	}
	for _, of := range told.Files {
		name := of.Name
		if !filepath.IsAbs(name) {
			name = filepath.Join(directory, name)
		}
		file, ok := files[name]
		if !ok {
			continue
		}
		for _, one := range of.Errors {
			rule := strings.TrimPrefix(one.Source, "goesc.")
			// golangci-lint tells of errors in the source itself.
			if levels[one.Severity] < levels[p.settings.Level] || rule == "source-error" {
				continue
			}
			if one.Line < 1 || one.Line > file.LineCount() {
				continue
			}
			pos := file.LineStart(one.Line)
			if column := token.Pos(max(one.Column, 1) - 1); int(pos+column) <= file.Base()+file.Size() {
				pos += column
			}
			pass.Report(analysis.Diagnostic{
				Pos:      pos,
				Category: rule,
				Message:  fmt.Sprintf("%s (%s)", one.Message, rule),
			})
		}
	}
	return nil, nil
}

// check runs the program in the directory of a package. Its status is 1 where it has found something.
func (p *plugin) check(directory string, tests bool) (*report, error) {
	arguments := []string{"check", "--quiet", "--format", "checkstyle"}
	if tests {
		arguments = append(arguments, "--tests")
	}
	arguments = append(append(arguments, p.settings.Arguments...), ".")
	command := exec.Command(p.settings.Binary, arguments...)
	command.Dir = directory
	command.Env = append(os.Environ(), "PWD="+directory)
	var out, complaints bytes.Buffer
	command.Stdout, command.Stderr = &out, &complaints
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		return nil, fmt.Errorf("goesc: %w: %s", err, strings.TrimSpace(complaints.String()))
	}
	told := new(report)
	if err := xml.Unmarshal(out.Bytes(), told); err != nil {
		return nil, fmt.Errorf("goesc: its report can't be read: %w", err)
	}
	return told, nil
}
