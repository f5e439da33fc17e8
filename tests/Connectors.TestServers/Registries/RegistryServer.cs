using System.Globalization;
using System.Net;

namespace Connectors.TestServers.Registries;

/// <summary>
/// A registry of images of some tests' own, on loopback, whose port and store it keeps over restarts. The program is the one that
/// <c>CONNECTORS_TEST_REGISTRY</c> names, or else Debian's docker-registry.
/// </summary>
public sealed class RegistryServer : IAsyncDisposable
{
    public const string User = "puller";
    public const string Password = "let-me:pull";

    // The password, as the registry keeps it: by bcrypt, which it knows alone.
    private const string PasswordLine = User + ":$2y$05$abcdefghijklmnopqrstuu56iCG.hTmuYHI4dKzaaMUaYisQuGLc6";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempDirectory directory = new("registry");
    private readonly int port = LoopbackPorts.Take();
    private ServerProcess? process;

    public static string Program => Environment.GetEnvironmentVariable("CONNECTORS_TEST_REGISTRY") is { Length: > 0 } named ? named : "/usr/bin/docker-registry";

    /// <summary>As it stands before a name of an image.</summary>
    public string Host => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    public Uri Address => new($"http://{Host}/");

    /// <summary>Where it keeps what it has.</summary>
    public string Store => directory.Below("store");

    public string Said => process?.Said ?? "";

    public static async Task<RegistryServer> StartAsync()
    {
        var server = new RegistryServer();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => process!.KillAsync();

    /// <summary>Starts it on the same store and port; returns when it answers.</summary>
    /// <param name="access">Whom it lets in; null: everybody.</param>
    public async Task StartAgainAsync(RegistryAccess? access = null)
    {
        if (process is not null)
            await process.DisposeAsync();
        await File.WriteAllTextAsync(directory.Below("passwords"), PasswordLine + "\n");
        await File.WriteAllTextAsync(directory.Below("config.yml"), Configuration(access));
        process = ServerProcess.Start(Program, ["serve", directory.Below("config.yml")]);
        using var deadline = new CancellationTokenSource(Patience);
        using var client = new HttpClient { BaseAddress = Address };
        while (!await AnswersAsync(client, deadline.Token))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The registry did not start:\n{process.Said}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        directory.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync("v2/", cancellationToken);
            return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private string Configuration(RegistryAccess? access) => $"""
        version: 0.1
        log: {"{"} level: warn {"}"}
        storage:
          filesystem: {"{"} rootdirectory: "{Store}" {"}"}
          delete: {"{"} enabled: true {"}"}
        http: {"{"} addr: "{Host}" {"}"}
        {access?.Configuration(directory.Below("passwords"))}

        """;
}
