using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Mqtt.Broker;

/// <summary>The door of the embedded MQTT broker.</summary>
public static class MqttBrokerRegistration
{
    /// <summary>Runs a broker in this process, in memory: sessions and retained messages end with it. To be registered before what connects to it.</summary>
    /// <param name="services">The container.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="user">Who may log in, asked for at every log-in, from any thread; null: everybody.</param>
    public static IServiceCollection AddMqttBroker(this IServiceCollection services, IPEndPoint address, Func<MqttBrokerUser>? user) =>
        services.AddSingleton<IHostedService>(provider => new EmbeddedBroker(address, user, provider.GetRequiredService<ILogger<EmbeddedBroker>>()));
}

/// <summary>Who may log in to the embedded broker.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Password">The user's password.</param>
public sealed record MqttBrokerUser(string Name, string Password)
{
    /// <summary>Never shows the password.</summary>
    public override string ToString() => Name;
}
