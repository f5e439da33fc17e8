using Connectors.Core.Functions;

namespace Connectors.Providers.Process;

/// <summary>Where the provider keeps what, under the hub's data directory. Names have been checked before they come here.</summary>
internal sealed class DataLayout(string dataDirectory)
{
    public string Root { get; } = Path.GetFullPath(dataDirectory);

    /// <summary>The file in <see cref="Root"/> that a hub holds.</summary>
    public const string LockFile = "process-provider.lock";

    public string Functions => Path.Combine(Root, "functions");

    public string Namespaces => Path.Combine(Root, "namespaces");

    public string Secrets => Path.Combine(Root, "secrets-store");

    public string Work => Path.Combine(Root, "work");

    public string Logs => Path.Combine(Root, "logs");

    public string Function(FunctionName name) => Path.Combine(Functions, name.Namespace, name.Name + ".json");

    public string Namespace(string name) => Path.Combine(Namespaces, name + ".json");

    public string FunctionWork(FunctionName name) => Path.Combine(Work, name.Namespace, name.Name);
}
