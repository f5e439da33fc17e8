using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Answers;
using Connectors.Gateway.Audit;
using Connectors.Gateway.Limits;
using Connectors.Gateway.Metrics;
using Connectors.Gateway.Scaling.Deciding;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Functions;

/// <summary><c>/system/functions</c>, <c>/system/function/{name}</c> and <c>/system/scale-function/{name}</c>, for any provider.</summary>
internal sealed class FunctionEndpoints(
    IFunctionCatalogue catalogue, IFunctionDeployment deployment, IFunctionScaling scaling, IFunctionUsage usage,
    FunctionTraffic traffic, ManualHolds holds, FunctionCount count, GatewaySettings settings, TimeProvider time, ILogger<FunctionEndpoints> logger, IProviderHealth? health = null)
{
    private const int MostFaults = 10;

    public async Task List(HttpContext context)
    {
        var space = NamedFunction.NamespaceOf(context, settings);
        if (DnsLabel.Fault("namespace", space) is { } fault)
        {
            await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, fault);
            return;
        }
        var functions = await catalogue.ListAsync(space, context.RequestAborted);
        IReadOnlyList<FunctionStatus> counted = [.. functions.Select(status => status with { InvocationCount = traffic.Total(status.FullName) })];
        TellWhenAway(context);
        await JsonAnswer.Write(context, counted, OpenFaasJson.Default.IReadOnlyListFunctionStatus);
    }

    public Task Create(HttpContext context) => Write(context, WriteMode.Create);

    public Task Update(HttpContext context) => Write(context, WriteMode.Update);

    public async Task Delete(HttpContext context)
    {
        if (await JsonAnswer.Read(context, OpenFaasJson.Default.DeleteFunctionRequest) is not { } request)
            return;
        if (!NamedFunction.TryRead(context, settings, request.FunctionName, request.Namespace, out var function, out var fault))
            await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, fault);
        else
            await ProviderAnswer.Write(context, await DeleteAsync(function, context.RequestAborted));
    }

    public async Task Get(HttpContext context)
    {
        if (await NamedFunction.ReadAsync(context, settings) is not { } function)
            return;
        if (await catalogue.GetAsync(function, context.RequestAborted) is not { } status)
        {
            await PlainAnswer.Write(context, StatusCodes.Status404NotFound, $"function {function} not found");
            return;
        }
        if (context.Request.Query["usage"].ToString() is "1" or "true")
            status = status with { Usage = await usage.GetAsync(function, context.RequestAborted) ?? new FunctionUsage() };
        TellWhenAway(context);
        await JsonAnswer.Write(context, status, StatusJson.Single);
    }

    public async Task Scale(HttpContext context)
    {
        if (await JsonAnswer.Read(context, OpenFaasJson.Default.ScaleFunctionRequest) is not { } request)
            return;
        if (await NamedFunction.ReadAsync(context, settings, request.Namespace) is not { } function)
            return;
        if (request.Replicas is not { } replicas)
            await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, $"replicas of function {function} is missing; write for example {{\"replicas\":2}}, and 0 for none");
        else if (replicas is < 0 or > int.MaxValue)
            await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, $"replicas {replicas} of function {function} must be from 0 to {int.MaxValue}");
        else
            await ProviderAnswer.Write(context, await ScaleAsync(function, (int)replicas, context.RequestAborted));
    }

    private void TellWhenAway(HttpContext context)
    {
        if (health is { Fault: { } away, FaultSince: { } since })
            Remark.Tell(context, [$"as known last, for the provider has been away for {Age.Of(since, time)}: {away}"]);
    }

    // Held before it is scaled, so that no round in between takes it back.
    private async Task<ProviderResult> ScaleAsync(FunctionName function, int replicas, CancellationToken cancellationToken)
    {
        holds.Hold(function);
        var result = await scaling.ScaleAsync(function, replicas, cancellationToken);
        if (result.Outcome != ProviderOutcome.Accepted)
            holds.Free(function);
        return result;
    }

    private async Task<ProviderResult> DeleteAsync(FunctionName function, CancellationToken cancellationToken)
    {
        var result = await deployment.DeleteAsync(function, cancellationToken);
        holds.Free(function);
        return result;
    }

    private async Task Write(HttpContext context, WriteMode mode)
    {
        if (await JsonAnswer.ReadClosely(context, OpenFaasJson.Default.FunctionDeployment) is not var (wanted, unknown))
            return;
        wanted = wanted with { Namespace = NamedFunction.NamespaceOf(context, settings, wanted.Namespace) };
        AuditTarget.Tell(context, wanted.Namespace, wanted.Service);
        var faults = DeploymentValidation.Faults(wanted);
        if (faults.Count > 0)
            await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, Sentence([.. faults, .. unknown]));
        else if (GatewayRegistration.DeploymentFault(wanted, settings) is { } fault)
            await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, fault);
        else if (mode == WriteMode.Update)
            await DeployedAsync(context, wanted, unknown, await deployment.DeployAsync(wanted, mode, context.RequestAborted));
        else
            await CreateAsync(context, wanted, unknown);
    }

    // What is without effect keeps nothing from running, and clients take no other answer than this: it is told beside it.
    private Task DeployedAsync(HttpContext context, FunctionDeployment wanted, IReadOnlyList<string> unknown, ProviderResult result)
    {
        if (result.Outcome == ProviderOutcome.Accepted)
        {
            if (unknown.Count > 0)
                Log.FieldsUnknown(logger, new FunctionName(wanted.Service, wanted.Namespace!), string.Join("; ", unknown));
            Remark.Tell(context, [.. unknown, .. AnnotationRemarks.Of(wanted.Annotations), .. AnnotationRemarks.OfLabels(wanted.Labels, wanted.Annotations)]);
        }
        return ProviderAnswer.Write(context, result);
    }

    // Each may be of the client's making, and there may be thousands.
    private static string Sentence(IReadOnlyList<string> faults) =>
        faults.Count <= MostFaults ? string.Join("; ", faults) : $"{string.Join("; ", faults.Take(MostFaults))}; and {faults.Count - MostFaults} more";

    private async Task CreateAsync(HttpContext context, FunctionDeployment wanted, IReadOnlyList<string> unknown)
    {
        if (await count.CreateAsync(wanted, context.RequestAborted) is { } result)
            await DeployedAsync(context, wanted, unknown, result);
        else
            await PlainAnswer.Write(context, StatusCodes.Status403Forbidden, $"function {wanted.Service} is one more than gateway.max-functions, {settings.MaxFunctions}, allows; remove one that nobody needs");
    }
}
