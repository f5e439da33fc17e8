using Connectors.Cli.Stacks;
using Connectors.Core.Functions;

namespace Connectors.Cli.Tests.Stacks;

public sealed class StackReaderTests : IDisposable
{
    private const string Head = "provider: { name: openfaas }\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_field_of_a_deployment_is_read()
    {
        folder.Write("base.yml", "environment: { FROM: base, ONLY_BASE: 1 }");
        folder.Write("more.yml", "environment:\n  FROM: more\n  TEXT: ${NOT_SUBSTITUTED}\n");
        var stack = Read("""
            version: 1.0
            provider:
              name: openfaas
              gateway: http://127.0.0.1:8080
            configuration:
              templates: [ { name: go, source: https://example.com/go#1.0 } ]
              copy: [ ./shared ]
            functions:
              full:
                lang: dockerfile
                handler: ./full
                image: registry.example.com/full:${TAG:-latest}
                fprocess: tr a-z A-Z
                environment: { FROM: file, ON: true, PORT: 8081, NOTHING: }
                environment_file: [ base.yml, more.yml ]
                labels: { com.openfaas.scale.min: 2, quoted: "yes" }
                annotations: { topic: "a, b" }
                secrets: [ one, two ]
                limits: { memory: 128Mi, cpu: 0.5 }
                requests: { memory: 64Mi }
                constraints: [ "node.platform.os = linux" ]
                readonly_root_filesystem: true
                namespace: team
                build_args: { A: b }
                skip_build: true
              small:
                image: dir:./small
            """);
        Assert.Empty(stack.Faults);
        Assert.Empty(stack.Remarks);
        Assert.Equal("http://127.0.0.1:8080", stack.Gateway);
        var full = stack.Functions[0];
        Assert.Equal(("full", "registry.example.com/full:v7", "tr a-z A-Z", "team"), (full.Service, full.Image, full.EnvProcess, full.Namespace));
        Assert.Equal(
            [("FROM", "more"), ("NOTHING", ""), ("ON", "true"), ("ONLY_BASE", "1"), ("PORT", "8081"), ("TEXT", "${NOT_SUBSTITUTED}")],
            full.EnvVars!.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal("2", full.Labels!["com.openfaas.scale.min"]);
        Assert.Equal("yes", full.Labels["quoted"]);
        Assert.Equal("a, b", full.Annotations!["topic"]);
        Assert.Equal(["one", "two"], full.Secrets!);
        Assert.Equal(new FunctionResources { Memory = "128Mi", Cpu = "0.5" }, full.Limits);
        Assert.Equal(new FunctionResources { Memory = "64Mi" }, full.Requests);
        Assert.Equal(["node.platform.os = linux"], full.Constraints!);
        Assert.True(full.ReadOnlyRootFilesystem);
        var small = stack.Functions[1];
        Assert.Equal($"dir:{folder.Path}/small", small.Image);
        Assert.Empty(small.Labels!);
        Assert.Empty(small.Annotations!);
        Assert.Null(small.EnvVars);
        Assert.Null(small.Limits);
        Assert.Null(small.EnvProcess);
        Assert.Null(small.Namespace);
    }

    [Theory]
    [InlineData("lang: python\n", "python3 index.py")]
    [InlineData("lang: python\n    fprocess: sh x\n", "sh x")]
    [InlineData("lang: absent\n    fprocess: sh x\n", "sh x")]
    [InlineData("lang: Dockerfile\n", null)]
    [InlineData("lang: silent\n", null)]
    public void The_command_comes_from_the_template_when_none_is_named(string fields, string? expected)
    {
        folder.Write("template/python/template.yml", "language: python\nfprocess: python3 index.py\n");
        folder.Write("template/silent/template.yml", "language: silent\n");
        var stack = Read($"{Head}functions:\n  f:\n    image: x\n    {fields}");
        Assert.Empty(stack.Faults);
        Assert.Equal(expected, Assert.Single(stack.Functions).EnvProcess);
    }

    [Theory]
    [InlineData("", 1, "a stack file is a mapping")]
    [InlineData("- a", 1, "a stack file is a mapping")]
    [InlineData("provider: { name: openfaas }\nfunctions:\n  f: [", 3, "not valid YAML")]
    [InlineData("a: ${A-d}", 1, "missing closing brace")]
    [InlineData("functions: {}", 1, "provider.name: '' is not valid")]
    [InlineData("provider:\n  gateway: http://x\n", 2, "provider.name: '' is not valid")]
    [InlineData("provider:\n  gateway: http://x\n  name: faas\n", 3, "provider.name: 'faas' is not valid")]
    [InlineData("version: 2.0\nprovider: { name: openfaas }", 1, "version: '2.0' is not known")]
    [InlineData(Head + "functions: [ a ]", 2, "functions: must be a mapping, not a list")]
    [InlineData(Head + "functions:\n  f: hello", 3, "functions.f: must be a mapping")]
    [InlineData(Head + "functions:\n  f:\n    fprocess: x", 3, "functions.f: image is missing")]
    [InlineData(Head + "functions:\n  Big_Name:\n    image: x", 3, "functions.Big_Name: function name 'Big_Name' is not valid")]
    [InlineData(Head + "functions:\n  ..:\n    image: x", 3, "functions...: function name '..' is not valid")]
    [InlineData(Head + "functions:\n  f:\n    image: [ x ]", 4, "functions.f.image: must be a single text, not a list")]
    [InlineData(Head + "functions:\n  f:\n    image: x\n    labels: [ a ]", 5, "functions.f.labels: must be a mapping, not a list")]
    [InlineData(Head + "functions:\n  f:\n    image: x\n    labels:\n      a: { b: c }", 6, "functions.f.labels.a: must be a single text, not a mapping")]
    [InlineData(Head + "functions:\n  f:\n    image: x\n    secrets: one", 5, "functions.f.secrets: must be a list of texts, not 'one'")]
    [InlineData(Head + "functions:\n  f:\n    image: x\n    secrets: [ One ]", 5, "functions.f: secret name 'One' is not valid")]
    [InlineData(Head + "functions:\n  f:\n    image: x\n    limits:\n      memory: 5Mb", 5, "functions.f: limits.memory '5Mb' is not a quantity")]
    [InlineData(Head + "functions:\n  f:\n    image: x\n    namespace: A.B", 5, "functions.f: namespace 'A.B' is not valid")]
    [InlineData(Head + "functions:\n  f:\n    image: x\n    readonly_root_filesystem: maybe", 5, "functions.f.readonly_root_filesystem: must be true or false, not 'maybe'")]
    [InlineData(Head + "functions:\n  f:\n    image: x\n  f:\n    image: y", 5, "key 'f' stands twice, first on line 3")]
    [InlineData(Head + "functions:\n  f:\n    image: x\n    lang: absent", 5, "functions.f.lang: the template of 'absent' cannot be used")]
    [InlineData(Head + "functions:\n  f:\n    image: x\n    lang: ../../etc", 5, "functions.f.lang: '../../etc' is not the name of a template")]
    public void What_is_wrong_names_line_function_and_field(string text, long line, string reason)
    {
        var stack = Read(text);
        var fault = Assert.Single(stack.Faults);
        Assert.Contains(reason, fault.What);
        Assert.Equal($"{folder.Path}/stack.yml:{line}", fault.Where);
    }

    [Fact]
    public void Everything_that_is_wrong_is_reported_at_once()
    {
        var stack = Read("version: 3\nprovider: { name: x }\nfunctions:\n  A: { image: x }\n  b: { secrets: 1 }\n");
        Assert.Equal([1, 2, 4, 5, 5], stack.Faults.Select(fault => int.Parse(fault.Where!.Split(':')[1])).Order());
    }

    [Fact]
    public void A_missing_environment_file_is_named()
    {
        var stack = Read(Head + "functions:\n  f:\n    image: x\n    environment_file: [ absent.yml ]");
        Assert.Equal($"{folder.Path}/absent.yml: there is no such file", Assert.Single(stack.Faults).ToString());
    }

    [Fact]
    public void Unknown_fields_are_ignored_with_a_remark()
    {
        var stack = Read(Head + "funtions: {}\nfunctions:\n  f:\n    image: x\n    enviroment: { A: b }");
        Assert.Empty(stack.Faults);
        Assert.Equal(["funtions: not a field of a stack file, ignored", "functions.f.enviroment: not a field of a function, ignored"], stack.Remarks.Select(remark => remark.What));
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/proc")]
    [InlineData("/nowhere/stack.yml")]
    public void Files_that_are_none_are_refused(string path) =>
        Assert.Equal(path, Assert.Single(StackReader.Read(path, _ => null).Faults).Where);

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        var file = Path.Combine(folder.Path, "stack.yml");
        File.WriteAllBytes(file, [0x61, 0xff, 0xfe]);
        Assert.Contains("UTF-8", Assert.Single(StackReader.Read(file, _ => null).Faults).What);
    }

    [Fact]
    public void Yaml_is_preferred_to_yml_and_neither_is_null()
    {
        Assert.Null(StackLocation.Find(folder.Path));
        var yml = folder.Write("stack.yml", "");
        Assert.Equal(yml, StackLocation.Find(folder.Path));
        var yaml = folder.Write("stack.yaml", "");
        Assert.Equal(yaml, StackLocation.Find(folder.Path));
    }

    [Fact]
    public void The_samples_can_be_deployed()
    {
        var stack = StackReader.Read(Repository.File("samples/stack.yml"), _ => null);
        Assert.Empty(stack.Faults);
        Assert.Empty(stack.Remarks);
        Assert.Equal(["shout", "receiver", "clock", "doorbell", "orders", "slow", "flaky"], stack.Functions.Select(function => function.Service));
        Assert.All(stack.Functions, function => Assert.True(Directory.Exists(function.Image!["dir:".Length..])));
        Assert.Equal("corner shop", stack.Functions[4].EnvVars!["SHOP"]);
    }

    private StackFile Read(string text) =>
        StackReader.Read(folder.Write("stack.yml", text), name => name == "TAG" ? "v7" : null);
}
