using Connectors.Gateway.Access;
using Connectors.Gateway.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Queues;

/// <summary>Where the operators' calls stand.</summary>
internal static class QueueRoutes
{
    public static void MapQueues(this RouteGroupBuilder system)
    {
        var services = ((IEndpointRouteBuilder)system).ServiceProvider;
        var queues = services.GetRequiredService<QueueEndpoints>();
        var letters = services.GetRequiredService<DeadLetterEndpoints>();
        var group = system.MapGroup("/queues");
        group.WithMetadata(new CountedAs("/system/queues"));
        group.MapGet("", queues.List);
        group.MapGet("/{queue}/invocations", queues.Invocations);
        group.MapMethods("/{queue}/invocations", ["DELETE"], queues.Cancel);
        group.MapPost("/{queue}/pause", queues.Pause).WithMetadata(RoleRequired.Deploy);
        group.MapPost("/{queue}/resume", queues.Resume).WithMetadata(RoleRequired.Deploy);
        group.MapGet("/{queue}/dead-letters", letters.List);
        group.MapMethods("/{queue}/dead-letters", ["DELETE"], letters.Purge);
        group.MapGet("/{queue}/dead-letters/{id}", letters.Get);
        group.MapMethods("/{queue}/dead-letters/{id}", ["DELETE"], letters.PurgeOne);
        group.MapPost("/{queue}/dead-letters/{id}/redrive", letters.RedriveOne).WithMetadata(RoleRequired.Deploy);
        group.MapPost("/{queue}/redrive", letters.Redrive).WithMetadata(RoleRequired.Deploy);
    }
}
