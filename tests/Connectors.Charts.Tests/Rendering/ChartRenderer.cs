using System.Diagnostics;

namespace Connectors.Charts.Tests.Rendering;

/// <summary>Renders the chart: by helm where there is one, else by Go's templates (render.go), which is built once.</summary>
internal static class ChartRenderer
{
    private static readonly Lazy<Task<string[]>> Command = new(CommandAsync);

    /// <summary>What the release named connectors installs, its hooks included.</summary>
    /// <param name="values">YAML that wins over values.yaml.</param>
    /// <param name="namespace">The release's.</param>
    /// <exception cref="InvalidOperationException">The chart cannot be rendered; the message is the renderer's.</exception>
    public static async Task<string> RenderAsync(string values = "", string @namespace = "openfaas")
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, values, TestContext.Current.CancellationToken);
            var command = await Command.Value;
            string[] arguments = command is ["helm"]
                ? ["helm", "template", "connectors", Repository.Chart, "--namespace", @namespace, "--kube-version", "1.34.0", "--values", file]
                : [.. command, Repository.Chart, @namespace, file];
            return await RunAsync(arguments);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string[]> CommandAsync()
    {
        if (IsInstalled("helm"))
            return ["helm"];
        Assert.SkipWhen(!IsInstalled("go") && Environment.GetEnvironmentVariable("CONNECTORS_TEST_MACHINE") != "required", "charts are rendered by helm, or by Go with the Debian packages golang-go, golang-github-masterminds-sprig-dev and golang-k8s-sigs-yaml-dev");
        var folder = Directory.CreateTempSubdirectory("connectors-render-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var program = Path.Combine(folder, "render");
        await RunAsync("go", "build", "-o", program, Path.Combine(Repository.Root, "tests/Connectors.Charts.Tests/Rendering/render.go"));
        return [program];
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task<string> RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Debian's packages of Go lie where GOPATH has them.
        start.Environment["GO111MODULE"] = "off";
        start.Environment["GOPATH"] = "/usr/share/gocode";
        start.Environment["GOFLAGS"] = "";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{command[0]} ended with {process.ExitCode}: {await error}");
    }
}
