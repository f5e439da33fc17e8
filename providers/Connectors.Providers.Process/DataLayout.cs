using Connectors.Core.Functions;

namespace Connectors.Providers.Process;

/// <summary>Where the provider keeps what, under the hub's data directory. Names have been checked before they come here.</summary>
internal sealed class DataLayout(string dataDirectory)
{
    public string Root { get; } = Path.GetFullPath(dataDirectory);

    public string Lock => Path.Combine(Root, "process-provider.lock");

    public string Functions => Path.Combine(Root, "functions");

    public string Namespaces => Path.Combine(Root, "namespaces");

    public string Secrets => Path.Combine(Root, "secrets-store");

    public string Work => Path.Combine(Root, "work");

    public string Logs => Path.Combine(Root, "logs");

    public string Function(FunctionName name) => Path.Combine(Functions, name.Namespace, name.Name + ".json");

    public string Namespace(string name) => Path.Combine(Namespaces, name + ".json");

    public string NamespaceSecrets(string @namespace) => Path.Combine(Secrets, @namespace);

    public string Secret(string @namespace, string name) => Path.Combine(Secrets, @namespace, name);

    public string FunctionWork(FunctionName name) => Path.Combine(Work, name.Namespace, name.Name);

    public string FunctionLogs(FunctionName name) => Path.Combine(Logs, name.Namespace, name.Name);
}
