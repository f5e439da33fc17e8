using System.Diagnostics.CodeAnalysis;
using Connectors.Core.Units;
using Connectors.Sdk;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.HttpEvents;
using Connectors.Webhooks.Sources;
using Connectors.Webhooks.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Connectors.Webhooks.Tests.Sources;

public sealed class SettingsTests : IAsyncDisposable
{
    private readonly HubFixture hub = new();

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public void Sound_settings_have_no_faults() => Assert.Empty(Faults());

    [Fact]
    public void Every_fault_is_told_at_once_and_names_its_setting()
    {
        hub.Settings.Sources["a b"] = HubFixture.Source("github", "github");
        hub.Settings.Sources["empty"] = new WebhookSourceSettings();
        hub.Settings.Sources["odd"] = new WebhookSourceSettings
        {
            Kind = "gopher",
            SecretFile = "missing",
            MaxBodyBytes = new ByteSize(0),
            Topic = "a,b",
            Header = "X Y",
            IdHeader = "X:Y",
            Prefix = "v1 =",
            PassHeaders = ["X-Good-*", "X\nBad"],
            Tolerance = TimeSpan.Zero,
            RateLimit = -1,
            RateBurst = -1,
            AllowedOrigins = ["good.example", "*", "bad one"],
        };

        var faults = Faults();

        Assert.All(
            (string[])[
                "webhooks: the source name 'a b'", "webhooks.empty.kind ", "webhooks.empty.secret-file ", "webhooks.odd.kind ",
                "webhooks.odd.secret-file: ", "webhooks.odd.max-body-bytes ", "webhooks.odd.topic: ", "webhooks.odd.header ",
                "webhooks.odd.id-header ", "webhooks.odd.prefix ", "webhooks.odd.pass-headers ",
                "webhooks.odd.tolerance ", "webhooks.odd.rate-limit ", "webhooks.odd.rate-burst ", "webhooks.odd.allowed-origins ",
            ],
            start => Assert.Single(faults, fault => fault.StartsWith(start, StringComparison.Ordinal)));
        Assert.Equal(15, faults.Count);
        Assert.Contains(faults, fault => fault.Contains("github, gitlab, ifttt, stripe, slack, standard-webhooks, cloudevents, hmac, token", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\n")]
    [InlineData("one\ntwo\nthree")]
    public void A_secret_file_holds_one_or_two_secrets(string text)
    {
        hub.WriteSecret("github", text);
        var fault = Assert.Single(Faults());
        Assert.StartsWith("webhooks.github.secret-file: ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_file_may_be_named_by_its_whole_path()
    {
        hub.Settings.Sources["github"].SecretFile = Path.Combine(hub.SecretsDirectory, "github");
        Assert.Empty(WebhooksRegistration.Faults(hub.Settings, "/nowhere", TimeProvider.System));
    }

    [Fact]
    public void A_connector_with_faults_does_not_start()
    {
        hub.Settings.Sources["github"].SecretFile = "missing";
        using var services = Registered(new ServiceCollection());
        var exception = Assert.Throws<OptionsValidationException>(() => services.GetServices<IConnector>().ToList());
        Assert.StartsWith("webhooks.github.secret-file: ", Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void A_third_party_kind_comes_in_by_the_same_door()
    {
        hub.Settings.Sources["github"].Kind = "Other";
        using var services = Registered(new ServiceCollection().AddWebhookKind<OtherKind>());
        Assert.Equal(["webhooks", "events"], services.GetServices<IConnector>().Select(connector => connector.Name));
        Assert.Empty(WebhooksRegistration.Faults(hub.Settings, hub.SecretsDirectory, TimeProvider.System, new OtherKind()));
        Assert.Contains("'Other'", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_limit_of_events_is_checked()
    {
        Assert.Empty(new EventsSettings().Faults());
        Assert.StartsWith("events.max-body-bytes ", Assert.Single(new EventsSettings { MaxBodyBytes = new ByteSize(-1) }.Faults()), StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Faults() => WebhooksRegistration.Faults(hub.Settings, hub.SecretsDirectory, TimeProvider.System);

    private ServiceProvider Registered(IServiceCollection services) =>
        services.AddLogging().AddSingleton(TimeProvider.System)
            .AddWebhooks(hub.Settings, hub.SecretsDirectory).AddHttpEvents(hub.Events)
            .BuildServiceProvider();

    private sealed class OtherKind : IWebhookKind
    {
        public string Name => "other";

        public bool IsAuthentic(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault)
        {
            fault = "never";
            return false;
        }

        public WebhookReading Read(WebhookDelivery delivery) => WebhookReading.Malformed("no");
    }
}
