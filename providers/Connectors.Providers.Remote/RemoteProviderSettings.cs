using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Providers.Remote;

/// <summary>How a provider elsewhere is reached, section <c>remote</c>; its address is the setting <c>provider</c>.</summary>
public sealed class RemoteProviderSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "remote";

    /// <summary>The user that the provider knows.</summary>
    [Setting("The user with whom the gateway logs in at the provider. Without it: the gateway's own credentials.")]
    public string? User { get; set; }

    /// <summary>A file with that user's password.</summary>
    [Setting("A file that holds that user's password.")]
    public string? PasswordFile { get; set; }

    /// <summary>How long an answer of the provider's may take.</summary>
    [Setting("How long the provider may take for an answer; deploying may mean pulling an image. Then callers get 504.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the functions are read anew.</summary>
    [Setting("How often the provider's functions are read anew. One that is served by 'connectors provider' says at once when something has changed.")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Call replicas themselves.</summary>
    [Setting("Call replicas at their own addresses, as the provider tells them, and not through its /function/ route. Needs a provider served by 'connectors provider' whose replicas can be reached from here.")]
    public bool Direct { get; set; }

    /// <summary>Where logs are read.</summary>
    [Setting("Where the functions' logs are read, if not at the provider.", OpenFaasVariable = "logs_provider_url")]
    public string? LogsUrl { get; set; }

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromDays(1))
            yield return $"remote.timeout {GoDuration.Format(Timeout)} must be more than 0 and at most a day; write for example 60s";
        if (RefreshInterval < TimeSpan.FromMilliseconds(100) || RefreshInterval > TimeSpan.FromHours(1))
            yield return $"remote.refresh-interval {GoDuration.Format(RefreshInterval)} must be between 100ms and 1h; write for example 2s";
        if (LogsUrl is not null && AddressFault("remote.logs-url", LogsUrl) is { } fault)
            yield return fault;
        if (User is null != PasswordFile is null)
            yield return "remote.user and remote.password-file belong together; set both, or neither";
        if (User?.Contains(':') == true)
            yield return "remote.user must not hold a colon; HTTP's basic authentication has no way to send one";
    }

    /// <summary>What is wrong with a provider's address; null when nothing is.</summary>
    /// <param name="setting">The setting's key, which begins the sentence.</param>
    /// <param name="address">Its value.</param>
    public static string? AddressFault(string setting, string address) => Uri.TryCreate(address, UriKind.Absolute, out var url) switch
    {
        false when PortText.Fault(address) is { } port => $"{setting} '{MaskedAddress.Of(address)}' {port}",
        false => $"{setting} '{MaskedAddress.Of(address)}' is not a URL; write for example http://127.0.0.1:8081/",
        true when url.Scheme is not ("http" or "https") => $"{setting} '{MaskedAddress.Of(address)}' is neither http nor https; write for example http://127.0.0.1:8081/",
        true when url.UserInfo.Length > 0 => $"{setting} holds credentials, which would show up in messages; use remote.user and remote.password-file",
        true when url.Query.Length > 0 || url.Fragment.Length > 0 => $"{setting} '{address}' has more than a host and a path; write for example http://127.0.0.1:8081/",
        _ => null,
    };
}
