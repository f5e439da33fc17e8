using System.Runtime.CompilerServices;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Api.Events;

namespace Connectors.Providers.Faasd.Containers.Events;

/// <summary>What happens to the processes of one namespace, as containerd tells it.</summary>
internal sealed class TaskEvents(ContainerdNamespace containerd, TimeProvider time)
{
    private const string Exit = "/tasks/exit";
    private const string Oom = "/tasks/oom";

    /// <summary>
    /// Notices until the connection ends. The first of them says that from now on none is missed: read all processes after it. When the notices
    /// end, ask again.
    /// </summary>
    /// <exception cref="ContainerdException">containerd does not answer, or has been ended.</exception>
    public async IAsyncEnumerable<TaskNotice> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var mark = new ListeningMark(containerd, time);
        var request = new SubscribeRequest();
        foreach (var topic in new[] { Exit, Oom, mark.Topic })
            request.Filters.Add($"namespace=={containerd.Name},topic==\"{topic}\"");
        using var call = containerd.Events.Subscribe(request, cancellationToken: cancellationToken);
        mark.Begin(cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            var heard = call.ResponseStream.Current;
            if (heard.Topic != mark.Topic)
            {
                if (mark.IsHeard && Read(heard) is { } notice)
                    yield return notice;
            }
            else if (await mark.IsFirstAsync())
                yield return new TaskNotice.Listening();
        }
    }

    private static TaskNotice? Read(Envelope heard)
    {
        switch (heard.Topic)
        {
            case Exit:
                var exit = TaskExit.Parser.ParseFrom(heard.Event.Value);
                // Others than the first process of a container are no end of it.
                return exit.Id.Length > 0 && exit.Id != exit.ContainerId
                    ? null
                    : new TaskNotice.Exited(exit.ContainerId, new TaskEnd((int)exit.ExitStatus, exit.ExitedAt?.ToDateTimeOffset() ?? default));
            case Oom:
                return new TaskNotice.OutOfMemory(TaskOOM.Parser.ParseFrom(heard.Event.Value).ContainerId);
            default:
                return null;
        }
    }
}
