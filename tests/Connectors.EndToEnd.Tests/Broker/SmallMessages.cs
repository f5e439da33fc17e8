namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>A server that takes small messages only.</summary>
public sealed class SmallMessages
{
    private const string Functions = """
          echo:
            image: echo
            fprocess: cat
        """;

    [Fact]
    public async Task Bodies_and_answers_that_fit_into_no_message_travel_whole()
    {
        await using var hub = await BrokerHub.StartAsync(Functions, server: await TestServers.Nats.NatsServer.StartAsync("max_payload: 32768"));
        await hub.StartWorkerAsync("worker");
        foreach (var bytes in new[] { 20_000, 32_768, 1_000_000 })
        {
            var body = string.Create(bytes, 0, (letters, _) =>
            {
                for (var at = 0; at < letters.Length; at++)
                    letters[at] = (char)('a' + at * 31 % 26);
            });
            var id = await hub.CallAsync("echo", body);
            await hub.StoryAsync(id, "succeeded");
            Assert.Equal(body, await hub.Gateway.Client.GetStringAsync($"async-function/{id}/result"));
        }
    }
}
