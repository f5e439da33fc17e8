using Connectors.Cli.Commands;
using Connectors.Cli.Data;
using Connectors.Cli.Settings;
using Connectors.Webhooks;
using Connectors.Webhooks.Sources;

namespace Connectors.Cli.Composition;

/// <summary>Which webhook sources there are: those configured, or else GitHub's and IFTTT's with secrets made by the hub.</summary>
internal static class WebhookDefaults
{
    /// <summary>What is wrong with configured sources: their settings, kinds and secret files.</summary>
    public static IReadOnlyList<string> Faults(LoadedSettings settings) =>
        WebhooksRegistration.Faults(settings.Get<WebhooksSettings>(), settings.ResolvePath("."), TimeProvider.System);

    /// <summary>The sources, and the secrets that were made for them (null when the user configured sources).</summary>
    /// <exception cref="HubFailureException">A secret file has become unusable since the settings were checked.</exception>
    /// <exception cref="DataDirectoryException">A secret cannot be made.</exception>
    public static (WebhookSources Sources, WebhookSecrets? Made) Of(LoadedSettings settings, SecretFiles secrets)
    {
        var made = settings.IsSet(WebhooksSettings.Section) ? null : WebhookSecrets.Of(secrets);
        var sources = new WebhookSources(made is null ? settings.Get<WebhooksSettings>() : Built(made), settings.ResolvePath("."));
        var faults = WebhooksRegistration.Faults(sources.Settings, sources.SecretsDirectory, TimeProvider.System);
        return faults.Count == 0 ? (sources, made) : throw new HubFailureException(string.Join("\nconnectors: ", faults));
    }

    private static WebhooksSettings Built(WebhookSecrets secrets) => new()
    {
        Sources =
        {
            ["github"] = new WebhookSourceSettings { Kind = "github", SecretFile = secrets.GitHubFile },
            ["ifttt"] = new WebhookSourceSettings { Kind = "ifttt", SecretFile = secrets.IftttFile },
        },
    };
}
