using System.Net;
using Connectors.Cli.Composition;
using Connectors.Cli.Data;
using Connectors.Cli.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connectors.Cli.Tests.Composition;

/// <summary>What <c>connectors provider</c> leaves to the gateway in front of it.</summary>
public sealed class ProviderApplicationTests
{
    [Fact]
    public async Task It_neither_limits_calls_nor_scales_by_load_and_tells_Prometheus_its_own_requests_alone()
    {
        using var folder = new TemporaryFolder();
        using var data = DataDirectory.Open(Path.Combine(folder.Path, "data"));
        var settings = SettingsLoader.Load(new Hub(TextWriter.Null).SettingTypes, new SettingSources { DataDirectory = data.Path });
        var listen = new ListenPoint("gateway.listen", "--listen", new IPEndPoint(IPAddress.Loopback, 0));
        await using var application = ProviderApplication.Build(settings, data, null, listen);

        Assert.False(settings.Get<Connectors.Gateway.GatewaySettings>().LimitsFunctions);
        Assert.DoesNotContain(application.Services.GetServices<IHostedService>(), service => service.GetType().Name == "ScalingLoop");
        await application.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = ListenPoint.Bound(application) };
        await client.GetStringAsync("system/functions", TestContext.Current.CancellationToken);
        using var page = new MemoryStream();
        await application.Services.GetRequiredService<Prometheus.CollectorRegistry>().CollectAndExportAsTextAsync(page, TestContext.Current.CancellationToken);
        var text = System.Text.Encoding.UTF8.GetString(page.ToArray());
        Assert.Contains("provider_http_requests_total{", text);
        Assert.DoesNotContain("gateway_", text);
        await application.StopAsync(TestContext.Current.CancellationToken);
    }
}
