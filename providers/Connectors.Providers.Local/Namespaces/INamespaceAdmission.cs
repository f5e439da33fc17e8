using Connectors.Core.Providers;

namespace Connectors.Providers.Local.Namespaces;

/// <summary>Whether a namespace takes anything. Thread-safe.</summary>
internal interface INamespaceAdmission
{
    /// <summary>Why nothing can be put into it; null when it can. Ask while holding the recording gate.</summary>
    ProviderResult? Refusal(string name);
}
