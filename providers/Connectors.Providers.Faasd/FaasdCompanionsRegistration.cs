using Connectors.Providers.Faasd.Companions;
using Connectors.Providers.Faasd.Companions.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connectors.Providers.Faasd;

/// <summary>The door of what runs beside functions on one machine.</summary>
public static class FaasdCompanionsRegistration
{
    /// <summary>
    /// Registers a hosted service that runs what a compose file names, as containers on the network of functions. It shares everything with the provider,
    /// so call <see cref="FaasdProviderRegistration.AddFaasdProvider"/> before. It throws <see cref="Core.Providers.ProviderUnavailableException"/> at its start when a
    /// port is taken or containerd does not answer; what of the services themselves fails is tried again and logged. At its end services are
    /// stopped and removed, or go on where functions go on.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="file">Without faults.</param>
    /// <param name="dataDirectory">As given to the provider; what services say goes below it, into <c>companions/logs/</c>.</param>
    public static IServiceCollection AddFaasdCompanions(this IServiceCollection services, CompanionsFile file, string dataDirectory)
    {
        services.AddSingleton(file);
        services.AddSingleton(provider => new CompanionFolders(provider.GetRequiredService<FaasdProviderSettings>().StateDir, Path.GetFullPath(dataDirectory)));
        services.AddSingleton<CompanionSurroundings>();
        services.AddSingleton<CompanionsHost>();
        services.AddHostedService(provider => provider.GetRequiredService<CompanionsHost>());
        // The host must not lose patience while one waits for another to end.
        services.PostConfigure<HostOptions>(options => options.ShutdownTimeout += CompanionsHost.Grace * file.Companions.Count);
        return services;
    }
}
