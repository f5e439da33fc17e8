using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Conformance.Providers;

/// <summary>A provider with a state of its own, and functions that it can run. Disposing removes both.</summary>
public abstract class ProviderUnderTest : IAsyncDisposable
{
    /// <summary>The running provider; another one after <see cref="RestartAsync"/>.</summary>
    public abstract FunctionProvider Provider { get; }

    /// <summary>Stops the provider and starts a new one on the same state.</summary>
    public abstract Task RestartAsync();

    /// <summary>Answers the request's body in upper case.</summary>
    public abstract FunctionDeployment Shout(string name);

    /// <summary>Answers with the text.</summary>
    public abstract FunctionDeployment Answer(string name, string text);

    /// <summary>Answers with the content of the secret's file, or an empty body when it is not there.</summary>
    public abstract FunctionDeployment TellSecret(string name, string secret);

    /// <summary>Writes the request's body to its log.</summary>
    public abstract FunctionDeployment Write(string name);

    /// <summary>Never becomes ready.</summary>
    public abstract FunctionDeployment Broken(string name);

    public async ValueTask DisposeAsync()
    {
        await RemoveAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task RemoveAsync();
}
