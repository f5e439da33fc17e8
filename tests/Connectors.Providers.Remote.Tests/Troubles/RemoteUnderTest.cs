using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Remote.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connectors.Providers.Remote.Tests.Troubles;

/// <summary>A remote provider in front of whatever the test puts at its address.</summary>
internal sealed class RemoteUnderTest : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private RemoteUnderTest(ServiceProvider services) => this.services = services;

    public FunctionProvider Provider => services.GetRequiredService<FunctionProvider>();

    public IProviderHealth Health => services.GetRequiredService<IProviderHealth>();

    public static async Task<RemoteUnderTest> StartAsync(Uri address, Action<RemoteProviderSettings>? configure = null, ProviderLogin? login = null, TimeProvider? time = null)
    {
        var settings = new RemoteProviderSettings { RefreshInterval = TimeSpan.FromMilliseconds(100) };
        configure?.Invoke(settings);
        var services = new ServiceCollection().AddSingleton(time ?? TimeProvider.System).AddRemoteProvider(settings, address, () => login, FunctionName.DefaultNamespace).BuildServiceProvider();
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
        return new RemoteUnderTest(services);
    }

    /// <summary>Follows the changes until there is, or is not, such a function.</summary>
    public async Task UntilAsync(Func<IReadOnlyList<FunctionStatus>, bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var seen = Provider.Catalogue.Changes.Version;
            if (await KnownAsync(deadline.Token) is { } functions && condition(functions))
                return;
            await Provider.Catalogue.Changes.WaitAsync(seen, deadline.Token);
        }
    }

    // Null until the provider has told its functions once.
    private async Task<IReadOnlyList<FunctionStatus>?> KnownAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Provider.Catalogue.ListAsync(null, cancellationToken);
        }
        catch (ProviderUnavailableException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
    }
}
