using Connectors.Gateway.Invocations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Connectors.Gateway.Cors;

/// <summary>
/// Lets web pages of other sites call functions, where the settings name those sites: then the gateway answers what browsers ask beforehand,
/// before a function is woken or a token asked for. Without the settings all of that is the functions' own business. The REST API is never
/// opened to pages; nor are cookies or log-ins that a browser remembers sent along.
/// </summary>
internal static class CrossOrigin
{
    private const string Policy = "functions";

    public static void AddCrossOrigin(this IServiceCollection services, GatewaySettings settings)
    {
        if (settings.CorsOrigins.Count > 0)
            services.AddCors(options => options.AddPolicy(Policy, policy => Fill(policy, settings)));
    }

    /// <summary>Put it after routing and before credentials.</summary>
    public static void UseCrossOrigin(this IApplicationBuilder application, GatewaySettings settings)
    {
        if (settings.CorsOrigins.Count > 0)
            application.UseWhen(IsOfFunction, functions => functions.Use(Vary).UseCors(Policy).Use(Silence));
    }

    /// <summary>What is wrong with an origin; null when it is one.</summary>
    public static string? Fault(string origin) =>
        origin == "*" || Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Scheme is "http" or "https" && page.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase)
            ? null
            : $"'{origin}' is no origin; write for example https://shop.example, without a path, or * for all";

    private static void Fill(CorsPolicyBuilder policy, GatewaySettings settings)
    {
        if (settings.CorsOrigins.Contains("*"))
            policy.AllowAnyOrigin();
        else
            policy.WithOrigins([.. settings.CorsOrigins]);
        if (settings.CorsHeaders.Contains("*"))
            policy.AllowAnyHeader();
        else
            policy.WithHeaders([.. settings.CorsHeaders]);
        policy.WithMethods([.. settings.CorsMethods]);
        policy.SetPreflightMaxAge(settings.CorsMaxAge);
        policy.WithExposedHeaders(HeaderRules.CallId, HeaderRules.StartTime, "X-Duplicate", "Retry-After");
    }

    // Whether a page may read the answer is said to it alone: what a cache has kept for another caller does not say so.
    private static Task Vary(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(static state =>
        {
            var headers = ((HttpContext)state).Response.Headers;
            if (!headers.GetCommaSeparatedValues(HeaderNames.Vary).Any(value => value is "*" || value.Equals(HeaderNames.Origin, StringComparison.OrdinalIgnoreCase)))
                headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Origin);
            return Task.CompletedTask;
        }, context);
        return next(context);
    }

    // What the function says of it is taken away before the gateway speaks: what is registered last runs first.
    private static Task Silence(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.Origin.Count > 0)
        {
            context.Response.OnStarting(static state =>
            {
                var headers = ((HttpContext)state).Response.Headers;
                foreach (var name in headers.Keys.Where(name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)).ToList())
                    headers.Remove(name);
                return Task.CompletedTask;
            }, context);
        }
        return next(context);
    }

    private static bool IsOfFunction(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/function", StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.StartsWithSegments("/async-function", StringComparison.OrdinalIgnoreCase);
}
