using Connectors.Core.Invocations;
using Connectors.Sdk;
using Connectors.Sdk.Events;
using Connectors.Sdk.Patience;

namespace Samples;

/// <summary>Every file that is put into a folder is an event, whose topic is the folder's name. A file is removed once it is queued.</summary>
internal sealed class FolderConnector(DirectoryInfo root, TimeProvider time) : IConnector
{
    public string Name => "folder";

    public async Task RunAsync(IConnectorContext context, CancellationToken cancellationToken)
    {
        var dispatch = new PatientDispatch(context, time, Random.Shared);
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var topic in context.Patterns.Select(pattern => pattern.Text))
            {
                if (Path.GetFileName(topic) == topic)
                    await TakeAsync(root.CreateSubdirectory(topic), dispatch, context.Faults, cancellationToken);
                else
                    context.Faults.Set(topic, "a topic of this connector is the name of a folder, without slashes");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken);
        }
    }

    private static async Task TakeAsync(DirectoryInfo folder, PatientDispatch dispatch, ConnectorFaults faults, CancellationToken cancellationToken)
    {
        foreach (var file in folder.EnumerateFiles("*.json").OrderBy(file => file.LastWriteTimeUtc))
        {
            var arrived = new ConnectorEvent
            {
                Topic = folder.Name,
                Id = $"{folder.Name}/{file.Name}@{file.LastWriteTimeUtc:O}",
                Body = InvocationBody.FromMemory(await File.ReadAllBytesAsync(file.FullName, cancellationToken)),
                ContentType = "application/json",
                Headers = new InvocationHeaders { { "X-Folder-File", file.Name } },
            };
            try
            {
                await dispatch.DispatchAsync(arrived, cancellationToken);
                file.Delete();
            }
            catch (EventRefusedException refused)
            {
                // It would be refused at every try: set aside, so that the next file has its turn.
                faults.Set($"refused {folder.Name}", $"{file.Name} was set aside as {file.Name}.refused: {refused.Message}");
                file.MoveTo($"{file.FullName}.refused", overwrite: true);
            }
        }
    }
}
