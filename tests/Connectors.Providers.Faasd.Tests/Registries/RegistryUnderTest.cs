using Connectors.Providers.Faasd.References;
using Connectors.Providers.Faasd.Registries;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Registries;

/// <summary>What asks registries, with a file of credentials of one test's own.</summary>
internal sealed class RegistryUnderTest : IDisposable
{
    private readonly TempDirectory directory = new("registries");
    private readonly RegistryConnection connection;

    public RegistryUnderTest(Func<RegistryOptions, RegistryOptions>? change = null)
    {
        var options = new RegistryOptions { DockerConfigPath = directory.Below("config.json"), FirstDelay = TimeSpan.FromMilliseconds(10), LongestDelay = TimeSpan.FromMilliseconds(50), Retries = 2 };
        connection = new RegistryConnection(change?.Invoke(options) ?? options, TimeProvider.System);
    }

    public RegistryClient Client => connection.Client;

    public string DockerConfig => directory.Below("config.json");

    public static ImageReference Name(string text)
    {
        Assert.True(ImageReference.TryParse(text, out var reference, out var fault), fault);
        return reference;
    }

    public void LogIn(string host, string user, string password) => File.WriteAllText(DockerConfig, $$"""
        { "auths": { "{{host}}": { "auth": "{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:{password}"))}}" } } }
        """);

    public void Dispose()
    {
        connection.Dispose();
        directory.Dispose();
    }
}
