using Connectors.Core.Settings;
using Connectors.Providers.Faasd;
using Connectors.Providers.FaasNetes;
using Connectors.Providers.Remote;

namespace Connectors.Cli.Settings;

/// <summary>Which provider runs the functions.</summary>
internal sealed class ProviderSettings : ISettings
{
    private const string Remedy = "write process, which runs functions as local processes, faasd, which runs them in containers of this machine, faas-netes, which runs them on Kubernetes, or the URL of a provider, for example http://127.0.0.1:8081/";

    /// <summary>Local processes.</summary>
    public const string Process = "process";

    /// <summary>Containers of this machine.</summary>
    public const string Faasd = FaasdProviderRegistration.Name;

    /// <summary>A Kubernetes cluster.</summary>
    public const string FaasNetes = FaasNetesRegistration.Name;

    public static string Section => "provider";

    [SettingScalar]
    [Setting("What runs the functions: `process` runs them as local processes, `faasd` in containers of this machine with containerd, `faas-netes` on Kubernetes; a URL, such as `http://127.0.0.1:8081/`, is a server of the faas-provider API.", OpenFaasVariable = "functions_provider_url")]
    public string Name { get; set; } = Process;

    /// <summary>Where a provider elsewhere is reached; null when functions run in this process' care.</summary>
    public Uri? Address => Name.Contains("://", StringComparison.Ordinal) ? new Uri(Name) : null;

    public IEnumerable<string> Faults()
    {
        if (Name is Process or Faasd or FaasNetes)
            yield break;
        if (Name.Contains("://", StringComparison.Ordinal))
        {
            if (RemoteProviderSettings.AddressFault("provider", Name) is { } fault)
                yield return fault;
        }
        else
            yield return $"provider '{Name}' is not known; {Remedy}";
    }
}
