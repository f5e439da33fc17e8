namespace Connectors.TestServers.Nats;

/// <summary>Where the tests' nats-servers come from on this machine.</summary>
public static class NatsOrigin
{
    private const string Executable = "nats-server";

    /// <summary>The image for containers; null when there is none.</summary>
    public static string? GivenImage => Environment.GetEnvironmentVariable("CONNECTORS_TEST_NATS_IMAGE") is { Length: > 0 } image ? image : null;

    /// <summary>A server that runs already; null when none is named.</summary>
    internal static Uri? Address => Environment.GetEnvironmentVariable("CONNECTORS_TEST_NATS_URL") is { Length: > 0 } address ? new Uri(address) : null;

    /// <summary>The program to run; null when there is none.</summary>
    internal static string? Program { get; } = Environment.GetEnvironmentVariable("CONNECTORS_TEST_NATS_SERVER") is { Length: > 0 } named ? named : OnPath();

    /// <summary>The image to run where there is no program.</summary>
    /// <exception cref="InvalidOperationException">There is neither.</exception>
    internal static string? Image => Program is not null
        ? null
        : GivenImage ?? throw new InvalidOperationException(
            "There is no nats-server for the tests: install Debian's nats-server, name a program in CONNECTORS_TEST_NATS_SERVER, a running server in CONNECTORS_TEST_NATS_URL, or an image in CONNECTORS_TEST_NATS_IMAGE.");

    private static string? OnPath() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Append("/usr/sbin").Select(folder => Path.Combine(folder, Executable)).FirstOrDefault(File.Exists);
}
