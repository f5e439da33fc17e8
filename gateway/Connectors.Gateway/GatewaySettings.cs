using System.Globalization;
using System.Net;
using Connectors.Core.Functions;
using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Gateway;

/// <summary>The gateway's settings, section <c>gateway</c>.</summary>
public sealed partial class GatewaySettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "gateway";

    /// <summary>Address of the REST API and of invocations.</summary>
    [Setting("Address and port on which the REST API and functions are served.")]
    public string Listen { get; set; } = "127.0.0.1:8080";

    /// <summary>Address of the metrics.</summary>
    [Setting("Address and port on which /metrics and /healthz are served for Prometheus.")]
    public string MetricsListen { get; set; } = "127.0.0.1:8082";

    /// <summary>Address of HTTP/2 without TLS; empty: none.</summary>
    [Setting("Address and port on which the same is served over HTTP/2 without TLS, as clients of gRPC speak it; empty means nowhere.")]
    public string H2cListen { get; set; } = "";

    /// <summary>The largest body of an asynchronous call or an event.</summary>
    [Setting("The largest request body of an asynchronous call; larger ones get 413.")]
    public ByteSize MaxBodyBytes { get; set; } = ByteSize.MiB(64);

    /// <summary>The largest body of a synchronous call; 0: no limit.</summary>
    [Setting("The largest request body of a synchronous call, which streams; 0 means no limit.")]
    public ByteSize MaxSyncBodyBytes { get; set; }

    /// <summary>The longest request line.</summary>
    [Setting("The longest request line: method, path and query; longer ones get 414.")]
    public ByteSize MaxRequestLineBytes { get; set; } = new(64 << 10);

    /// <summary>The largest headers of a request, all together.</summary>
    [Setting("The largest headers of a request, all together; larger ones get 431.")]
    public ByteSize MaxHeaderBytes { get; set; } = new(128 << 10);

    /// <summary>The most headers of a request.</summary>
    [Setting("How many headers a request may have; more get 431.")]
    public int MaxHeaderCount { get; set; } = 500;

    /// <summary>How long a caller may take for its request headers, and how long its body may stall.</summary>
    [Setting("How long a caller may take to send the request headers, and how long its body may stall before it gets 408.", OpenFaasVariable = "read_timeout")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a caller may refuse to take the answer.</summary>
    [Setting("How long a caller may leave the answer unread before the connection is closed.", OpenFaasVariable = "write_timeout")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a function may be silent.</summary>
    [Setting("How long a function may be silent, before its answer begins and while it is sent; then the caller gets 504.", OpenFaasVariable = "upstream_timeout")]
    public TimeSpan UpstreamTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether the log tells where each call goes.</summary>
    [Setting("Write the address of the replica that each call goes to into the log.", OpenFaasVariable = "write_request_uri")]
    public bool WriteRequestUri { get; set; }

    /// <summary>How far in the future an asynchronous call may be due.</summary>
    [Setting("The longest delay that X-Delay and X-Not-Before may ask for.")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The namespace that is meant when none is named.</summary>
    [Setting("The namespace that is meant when a request names none.", OpenFaasVariable = "function_namespace")]
    public string FunctionNamespace { get; set; } = FunctionName.DefaultNamespace;

    /// <summary>Proxies that are believed.</summary>
    [Setting("Addresses and networks (10.0.0.0/8) of proxies in front of the gateway, whose X-Forwarded-For tells the client's address; from others the header tells nothing.")]
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>Wrong credentials of one client until it is to wait; 0: never.</summary>
    [Setting("How many different wrong credentials an address may show within gateway.login-window before all it shows is refused with 429; of IPv6 a /64 network counts as one address. 0: any number.")]
    public int LoginAttempts { get; set; } = 10;

    /// <summary>How long wrong credentials count.</summary>
    [Setting("How long wrong credentials of an address count, from the first; also how long it has to wait at most.")]
    public TimeSpan LoginWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Where tokens of functions are; empty: nowhere.</summary>
    [Setting("Directory of the tokens of functions annotated com.openfaas.auth: token, in files <namespace>/<secret>, one token a line. Empty: with the provider process functions' own secrets, with others no such function can be deployed.")]
    public string FunctionTokens { get; set; } = "";

    /// <summary>The certificate of <see cref="Listen"/>; empty: it speaks HTTP without TLS.</summary>
    [Setting("File of the certificate, and after it those of its issuers, in PEM form, with which gateway.listen speaks HTTPS (HTTP/2 and HTTP/1.1). Read again when it changes. Empty: HTTP.")]
    public string TlsCertificate { get; set; } = "";

    /// <summary>The key of the certificate.</summary>
    [Setting("File of the unencrypted private key, in PEM form, that belongs to gateway.tls-certificate. Read again when it changes.")]
    public string TlsKey { get; set; } = "";

    /// <summary>Whom clients of the gateway trust.</summary>
    [Setting("File of the certificates, in PEM form, of the authorities that worker and connect trust when --gateway is an https address. Empty: those of the machine.")]
    public string CaFile { get; set; } = "";

    /// <summary>Sites whose pages may call functions; none: that is the functions' business.</summary>
    [Setting("Origins (https://shop.example) whose web pages may call /function and /async-function, * for all; the gateway then answers browsers' preflight requests. Empty: they pass to the function.")]
    public IReadOnlyList<string> CorsOrigins { get; set; } = [];

    /// <summary>What such pages may do.</summary>
    [Setting("Methods that pages of gateway.cors-origins may use.")]
    public IReadOnlyList<string> CorsMethods { get; set; } = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>What such pages may send.</summary>
    [Setting("Request headers that pages of gateway.cors-origins may send, * for all.")]
    public IReadOnlyList<string> CorsHeaders { get; set; } = ["*"];

    /// <summary>How long browsers remember that.</summary>
    [Setting("How long browsers may remember the answer to a preflight request.")]
    public TimeSpan CorsMaxAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Where calls that change something are recorded; empty: in the log alone.</summary>
    [Setting("File to which a line of JSON is added for every call of /system that is to change something: who, from where, what, the answer's status. The log has the same under Connectors.Audit. Empty: no file.")]
    public string AuditFile { get; set; } = "";

    /// <summary>Whether it looks at who calls functions. Not where it serves a provider's API to a gateway in front, which has done so.</summary>
    public bool GuardsFunctions { get; set; } = true;

    /// <summary>Whether it holds functions to their limit of concurrent calls. Not where it serves a provider's API: the gateway in front does, and would take its refusals for the function's own.</summary>
    public bool LimitsFunctions { get; set; } = true;

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (!IsAddressAndPort(Listen))
            yield return PortText.Fault(Listen) is { } port ? $"gateway.listen '{Listen}' {port}" : $"gateway.listen '{Listen}' is not an address and port; write for example 127.0.0.1:8080";
        if (!IsAddressAndPort(MetricsListen))
            yield return PortText.Fault(MetricsListen) is { } port ? $"gateway.metrics-listen '{MetricsListen}' {port}" : $"gateway.metrics-listen '{MetricsListen}' is not an address and port; write for example 127.0.0.1:8082";
        if (H2cListen.Length > 0 && !IsAddressAndPort(H2cListen))
            yield return $"gateway.h2c-listen '{H2cListen}' is not an address and port; write for example 127.0.0.1:8083, or leave it empty";
        foreach (var (key, size) in new[] { ("max-request-line-bytes", MaxRequestLineBytes), ("max-header-bytes", MaxHeaderBytes) })
        {
            if (size.Bytes is < 1024 or > 16 << 20)
                yield return $"gateway.{key} must be from 1KiB to 16MiB; write for example 64KiB";
        }
        if (MaxHeaderCount is < 10 or > 10_000)
            yield return $"gateway.max-header-count {MaxHeaderCount} must be from 10 to 10000; write for example 500";
        if (MaxBodyBytes.Bytes <= 0)
            yield return "gateway.max-body-bytes must be more than 0; write for example 64MiB";
        if (MaxSyncBodyBytes.Bytes < 0)
            yield return "gateway.max-sync-body-bytes must not be negative; write 0 for no limit";
        foreach (var (key, value) in new[] { ("read-timeout", ReadTimeout), ("write-timeout", WriteTimeout), ("upstream-timeout", UpstreamTimeout), ("max-delay", MaxDelay) })
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(366))
                yield return $"gateway.{key} {GoDuration.Format(value)} must be more than 0 and at most a year; write for example 60s";
        }
        foreach (var fault in LimitFaults().Concat(AccessFaults()))
            yield return fault;
        if (DnsLabel.Fault("gateway.function-namespace", FunctionNamespace) is { } nameless)
            yield return nameless;
    }

    // Stricter than IPEndPoint, to which 8080 is the address 0.0.31.144 and a missing port any free one.
    private static bool IsAddressAndPort(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return false;
        var address = text.AsSpan(0, colon);
        return address.StartsWith('[')
            ? address.EndsWith(']') && IPAddress.TryParse(address, out _)
            : address.Count('.') == 3 && IPAddress.TryParse(address, out _);
    }
}
