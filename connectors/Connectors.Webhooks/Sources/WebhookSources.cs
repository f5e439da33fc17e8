using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Secrets;
using Microsoft.Extensions.Options;

namespace Connectors.Webhooks.Sources;

/// <summary>All sources by name, made from settings that have nothing wrong with them.</summary>
internal sealed class WebhookSources : IDisposable
{
    private readonly Dictionary<string, WebhookSource> sources = new(StringComparer.Ordinal);

    /// <exception cref="OptionsValidationException">Something is wrong with the settings; it names everything.</exception>
    public WebhookSources(WebhooksSettings settings, string baseDirectory, IEnumerable<IWebhookKind> kinds, TimeProvider timeProvider)
    {
        var faults = settings.Faults().ToList();
        var known = kinds.ToList();
        foreach (var (name, source) in settings.Sources)
        {
            if (Make(name, source, baseDirectory, known, timeProvider, faults) is { } made)
                sources.Add(name, made);
        }
        if (faults.Count == 0)
            return;
        Dispose();
        throw new OptionsValidationException(WebhooksSettings.Section, typeof(WebhooksSettings), faults);
    }

    public void Dispose()
    {
        foreach (var source in sources.Values)
            source.Dispose();
    }

    public WebhookSource? Find(string? name) => name is null ? null : sources.GetValueOrDefault(name);

    private static WebhookSource? Make(
        string name, WebhookSourceSettings source, string baseDirectory, List<IWebhookKind> kinds, TimeProvider timeProvider, List<string> faults)
    {
        var kind = kinds.Find(kind => string.Equals(kind.Name, source.Kind, StringComparison.OrdinalIgnoreCase));
        if (kind is null && source.Kind.Length > 0)
            faults.Add($"{SourceFaults.Key(name, "kind")} '{source.Kind}' is not known; use one of {string.Join(", ", kinds.Select(known => known.Name))}");
        if (string.IsNullOrWhiteSpace(source.SecretFile))
            return null;
        var secrets = new SecretFile(Path.Combine(baseDirectory, source.SecretFile), timeProvider, kind is IChecksSecrets checking ? checking.FaultOf : null);
        if (secrets.Read().Fault is { } fault)
            faults.Add($"{SourceFaults.Key(name, "secret-file")}: {fault}");
        return kind is null ? null : new WebhookSource(name, source, kind, secrets, timeProvider);
    }
}
