// Renders a Helm chart with Go's own templates, for tests on machines without helm.
//
//	render <chart> <release namespace> [values file]…
//
// Knows what helm adds to the templates and this chart uses: include, toYaml and sprig's functions, .Values, .Release and .Chart.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) < 2 {
		return fmt.Errorf("usage: render <chart> <release namespace> [values file]…")
	}
	folder := arguments[0]
	chart, values := map[string]interface{}{}, map[string]interface{}{}
	if err := read(filepath.Join(folder, "Chart.yaml"), &chart); err != nil {
		return err
	}
	for _, file := range append([]string{filepath.Join(folder, "values.yaml")}, arguments[2:]...) {
		layer := map[string]interface{}{}
		if err := read(file, &layer); err != nil {
			return err
		}
		merge(values, layer)
	}
	all, names, err := parse(filepath.Join(folder, "templates"))
	if err != nil {
		return err
	}
	data := map[string]interface{}{
		"Values":  values,
		"Chart":   map[string]interface{}{"Name": chart["name"], "Version": chart["version"], "AppVersion": chart["appVersion"]},
		"Release": map[string]interface{}{"Name": "connectors", "Namespace": arguments[1], "Service": "Helm"},
	}
	for _, name := range names {
		var text bytes.Buffer
		if err := all.ExecuteTemplate(&text, name, data); err != nil {
			return err
		}
		// What has no value is nothing, as helm has it.
		body := strings.ReplaceAll(text.String(), "<no value>", "")
		if strings.TrimSpace(body) != "" {
			fmt.Printf("---\n# Source: %s\n%s\n", name, body)
		}
	}
	return nil
}

// Every file is a template; those that are written out are the manifests.
func parse(folder string) (*template.Template, []string, error) {
	all := template.New("chart")
	functions := sprig.TxtFuncMap()
	functions["toYaml"] = func(value interface{}) (string, error) {
		text, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(text), "\n"), err
	}
	functions["include"] = func(name string, data interface{}) (string, error) {
		var text strings.Builder
		err := all.ExecuteTemplate(&text, name, data)
		return text.String(), err
	}
	all.Funcs(functions)
	var names []string
	err := filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(folder, path)
		if _, err := all.New(name).Parse(string(text)); err != nil {
			return err
		}
		if strings.HasSuffix(name, ".yaml") {
			names = append(names, name)
		}
		return nil
	})
	sort.Strings(names)
	return all, names, err
}

func read(file string, into *map[string]interface{}) error {
	text, err := os.ReadFile(file)
	if err == nil {
		err = yaml.Unmarshal(text, into)
	}
	return err
}

// A later layer wins; mappings are merged, and null takes a value away.
func merge(into, layer map[string]interface{}) {
	for key, value := range layer {
		below, isMap := into[key].(map[string]interface{})
		above, alsoMap := value.(map[string]interface{})
		switch {
		case value == nil:
			delete(into, key)
		case isMap && alsoMap:
			merge(below, above)
		default:
			into[key] = value
		}
	}
}
