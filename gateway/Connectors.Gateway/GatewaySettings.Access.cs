using Connectors.Core.Units;

namespace Connectors.Gateway;

// What is wrong with who may use the gateway.
public sealed partial class GatewaySettings
{
    private IEnumerable<string> AccessFaults()
    {
        foreach (var fault in TrustedProxies.Select(Clients.TrustedProxies.Fault).OfType<string>())
            yield return $"gateway.trusted-proxies: {fault}";
        if (LoginAttempts is < 0 or > 100)
            yield return $"gateway.login-attempts {LoginAttempts} must be from 1 to 100, or 0 for any number; write for example 10";
        if (LoginWindow < TimeSpan.FromSeconds(1) || LoginWindow > TimeSpan.FromDays(1))
            yield return $"gateway.login-window {GoDuration.Format(LoginWindow)} must be from 1s to 24h; write for example 1m";
        if (TlsCertificate.Length > 0 != TlsKey.Length > 0)
            yield return $"gateway.tls-{(TlsKey.Length > 0 ? "certificate" : "key")} is missing; a certificate and its key go together";
        foreach (var fault in CorsOrigins.Select(Cors.CrossOrigin.Fault).OfType<string>())
            yield return $"gateway.cors-origins: {fault}";
        foreach (var method in CorsMethods.Where(method => !Invocations.HeaderRules.IsName(method)))
            yield return $"gateway.cors-methods: '{method}' is no method; write for example GET";
        foreach (var header in CorsHeaders.Where(header => !Invocations.HeaderRules.IsName(header)))
            yield return $"gateway.cors-headers: '{header}' is no header's name; write for example Content-Type, or * for all";
        if (CorsMaxAge < TimeSpan.Zero || CorsMaxAge > TimeSpan.FromDays(1))
            yield return $"gateway.cors-max-age {GoDuration.Format(CorsMaxAge)} must be from 0s to 24h; write for example 10m";
    }
}
