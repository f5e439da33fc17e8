using Connectors.Sdk.Hosting;
using Connectors.Sdk.Topics;
using Connectors.Webhooks.CloudEvents;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Github;
using Connectors.Webhooks.Gitlab;
using Connectors.Webhooks.HttpEvents;
using Connectors.Webhooks.Ifttt;
using Connectors.Webhooks.Intake;
using Connectors.Webhooks.Signatures;
using Connectors.Webhooks.Slack;
using Connectors.Webhooks.Sources;
using Connectors.Webhooks.StandardWebhooks;
using Connectors.Webhooks.Stripe;
using Connectors.Webhooks.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Connectors.Webhooks;

/// <summary>The door of this room: the connectors <c>webhooks</c> and <c>events</c>.</summary>
public static class WebhooksRegistration
{
    private static readonly IWebhookKind[] BuiltIn =
    [
        new GithubKind(), new GitlabKind(), new IftttKind(), new StripeKind(), new SlackKind(), new StandardWebhooksKind(), new CloudEventsKind(), new HmacKind(),
        new TokenKind(),
    ];

    /// <summary>The names of the built-in kinds.</summary>
    public static IReadOnlyList<string> KindNames { get; } = [.. BuiltIn.Select(kind => kind.Name)];

    private static readonly ConnectorTopics Topics = new() { Language = TopicLanguage.Nats };

    /// <summary>
    /// Adds the connector <c>webhooks</c> with the built-in kinds. Needs a <see cref="TimeProvider"/> and logging. Resolving it throws
    /// <see cref="OptionsValidationException"/> with everything that is wrong with the settings or the secret files.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="settings">The sources.</param>
    /// <param name="secretsDirectory">Relative secret files are below this directory.</param>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, WebhooksSettings settings, string secretsDirectory)
    {
        foreach (var kind in BuiltIn)
            services.AddSingleton(kind);
        services.TryAddSingleton(new IntakeMemory());
        services.TryAddSingleton(new ConnectorHostSettings());
        services.AddSingleton(provider => new WebhookSources(
            settings, secretsDirectory, provider.GetServices<IWebhookKind>(), provider.GetRequiredService<TimeProvider>()));
        return services.AddConnector<WebhooksConnector>(Topics);
    }

    /// <summary>Adds a kind of webhook beside the built-in ones.</summary>
    public static IServiceCollection AddWebhookKind<TKind>(this IServiceCollection services) where TKind : class, IWebhookKind =>
        services.AddSingleton<IWebhookKind, TKind>();

    /// <summary>Adds the connector <c>events</c>. Needs logging; its host enforces the credentials its route asks for.</summary>
    public static IServiceCollection AddHttpEvents(this IServiceCollection services, EventsSettings settings)
    {
        services.TryAddSingleton(new IntakeMemory());
        services.TryAddSingleton(new ConnectorHostSettings());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        return services.AddConnector<EventsConnector>(Topics);
    }

    /// <summary>
    /// Everything that is wrong with the settings, the kinds and the secret files, one sentence each; what resolving the connector
    /// would throw for, for a host that reports the faults of all its rooms at once.
    /// </summary>
    /// <param name="settings">The sources.</param>
    /// <param name="secretsDirectory">As for <see cref="AddWebhooks"/>.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="moreKinds">Kinds beside the built-in ones.</param>
    public static IReadOnlyList<string> Faults(
        WebhooksSettings settings, string secretsDirectory, TimeProvider timeProvider, params IEnumerable<IWebhookKind> moreKinds)
    {
        try
        {
            using var sources = new WebhookSources(settings, secretsDirectory, [.. BuiltIn, .. moreKinds], timeProvider);
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures];
        }
    }
}
