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
        group.MapGet("", queues.List).WithMetadata(QueueDescriptions.List);
        group.MapGet("/{queue}/invocations", queues.Invocations).WithMetadata(QueueDescriptions.Invocations);
        group.MapMethods("/{queue}/invocations", ["DELETE"], queues.Cancel).WithMetadata(QueueDescriptions.Cancel);
        group.MapPost("/{queue}/pause", queues.Pause).WithMetadata(RoleRequired.Deploy, QueueDescriptions.Pause);
        group.MapPost("/{queue}/resume", queues.Resume).WithMetadata(RoleRequired.Deploy, QueueDescriptions.Resume);
        group.MapGet("/{queue}/dead-letters", letters.List).WithMetadata(QueueDescriptions.DeadLetters);
        group.MapMethods("/{queue}/dead-letters", ["DELETE"], letters.Purge).WithMetadata(QueueDescriptions.Purge);
        group.MapGet("/{queue}/dead-letters/{id}", letters.Get).WithMetadata(QueueDescriptions.DeadLetter);
        group.MapMethods("/{queue}/dead-letters/{id}", ["DELETE"], letters.PurgeOne).WithMetadata(QueueDescriptions.PurgeOne);
        group.MapPost("/{queue}/dead-letters/{id}/redrive", letters.RedriveOne).WithMetadata(RoleRequired.Deploy, QueueDescriptions.RedriveOne);
        group.MapPost("/{queue}/redrive", letters.Redrive).WithMetadata(RoleRequired.Deploy, QueueDescriptions.Redrive);
    }
}
