using Connectors.Cli.Commands;
using Connectors.Cli.Tests.Commands;

namespace Connectors.Cli.Tests.Generating;

public sealed class GenerateTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public void Dispose()
    {
        folder.Dispose();
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public async Task Functions_become_resources_with_all_that_the_stack_file_says()
    {
        folder.Write("stack.yml", """
            version: 1.0
            provider: { name: openfaas, gateway: http://gateway.example:8080 }
            functions:
              resize:
                lang: dockerfile
                handler: ./resize
                image: registry.example/resize:1.2
                fprocess: convert - -resize 50% fd:1
                environment: { level: 5, verbose: "true", when: 2026-01-31 }
                labels: { com.openfaas.scale.min: "2" }
                annotations: { topic: "images.>" }
                secrets: [api-key]
                constraints: [disk=ssd]
                limits: { memory: 128Mi, cpu: 500m }
                requests: { memory: 64Mi }
                readonly_root_filesystem: true
              plain:
                image: registry.example/plain
                namespace: staging
            """);
        Assert.Equal(0, await RunAsync("generate"));
        Assert.Equal("""
            ---
            apiVersion: openfaas.com/v1
            kind: Function
            metadata:
              name: resize
              namespace: openfaas-fn
            spec:
              name: resize
              image: registry.example/resize:1.2
              labels:
                com.openfaas.scale.min: "2"
              annotations:
                topic: images.>
              environment:
                level: "5"
                verbose: "true"
                when: "2026-01-31"
                fprocess: convert - -resize 50% fd:1
              secrets:
              - api-key
              constraints:
              - disk=ssd
              limits:
                memory: "128Mi"
                cpu: "500m"
              requests:
                memory: "64Mi"
              readOnlyRootFilesystem: true
            ---
            apiVersion: openfaas.com/v1
            kind: Function
            metadata:
              name: plain
              namespace: staging
            spec:
              name: plain
              image: registry.example/plain

            """, output.ToString());
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public async Task A_namespace_that_is_named_wins_over_the_files()
    {
        folder.Write("s.yml", "provider: { name: openfaas }\nfunctions: { f: { image: x, namespace: staging } }");
        Assert.Equal(0, await RunAsync("generate", "-f", "s.yml", "-n", "live"));
        Assert.Contains("namespace: live", output.ToString());
    }

    [Theory]
    [InlineData("0x1F")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("1_000")]
    [InlineData("12:30:45")]
    [InlineData("Off")]
    [InlineData("~")]
    [InlineData("<<")]
    [InlineData("")]
    [InlineData(" x ")]
    [InlineData("a: b")]
    [InlineData("a:")]
    [InlineData("a #b")]
    [InlineData("- a")]
    [InlineData("two\\nlines\\n")]
    public async Task Text_stays_text_for_every_reader_of_YAML(string value)
    {
        folder.Write("stack.yml", $"provider: {{ name: openfaas }}\nfunctions: {{ f: {{ image: x, environment: {{ v: \"{value}\" }} }} }}");
        Assert.Equal(0, await RunAsync("generate"));
        Assert.EndsWith($"    v: \"{value}\"\n", output.ToString());
    }

    [Theory]
    [InlineData("{ f: { image: 'dir:./f' } }", "functions.f.image: dir:")]
    [InlineData("{ f: { image: '' } }", "functions.f: ")]
    [InlineData("{}", "has no functions")]
    public async Task What_a_cluster_cannot_run_generates_nothing(string functions, string expected)
    {
        folder.Write("stack.yml", $"provider: {{ name: openfaas }}\nfunctions: {functions}");
        Assert.Equal(2, await RunAsync("generate"));
        Assert.Contains(expected, error.ToString());
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public async Task A_namespace_that_cannot_be_is_named()
    {
        folder.Write("stack.yml", "provider: { name: openfaas }\nfunctions: { f: { image: x } }");
        Assert.Equal(2, await RunAsync("generate", "-n", "No Name"));
        Assert.Contains("--namespace: 'No Name' is not the name of a namespace", error.ToString());
    }

    [Fact]
    public async Task Without_a_stack_file_the_remedy_is_told()
    {
        Assert.Equal(2, await RunAsync("generate"));
        Assert.Contains("name a stack file with -f", error.ToString());
    }

    private Task<int> RunAsync(params string[] arguments) =>
        new CommandTree(new RecordingHub(), new CommandSurroundings(folder.Path, new Dictionary<string, string>(), output, error)).RunAsync(arguments, TestContext.Current.CancellationToken);
}
