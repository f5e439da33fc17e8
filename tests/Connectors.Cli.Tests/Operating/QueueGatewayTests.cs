namespace Connectors.Cli.Tests.Operating;

/// <summary>Whom the commands ask, and as whom.</summary>
public sealed class QueueGatewayTests : QueueCommandRig
{
    [Fact]
    public async Task Credentials_come_from_the_data_directory_or_standard_input()
    {
        Folder.Write("hub/secrets/basic-auth-user", "admin");
        Folder.Write("hub/secrets/basic-auth-password", "secret");
        await RunAsync("list", "--data", "hub");
        await RunAsync(Surroundings() with { Input = new StringReader("other\n") }, "list", "--user", "me", "--password-stdin", "--data", "hub");
        Assert.Equal([$"Basic {Encoded("admin:secret")}", $"Basic {Encoded("me:other")}"], Gateway.Credentials);

        static string Encoded(string pair) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(pair));
    }

    [Fact]
    public async Task A_gateway_that_wants_other_credentials_or_is_away_is_named_with_the_remedy()
    {
        Gateway.On("GET /async-function/c1", 401, "invalid credentials");
        Assert.Equal(1, await RunAsync("call", "c1"));
        Assert.Contains($"{Gateway.Address.ToString().TrimEnd('/')} answered 401: it asks for credentials, and there are none in {Folder.Path}/none/secrets; --data must name the data directory", Error.ToString());
        Assert.Equal(1, await RunAsync("list", "--gateway", "http://127.0.0.1:9"));
        Assert.Contains("http://127.0.0.1:9 is out of reach", Error.ToString());
        Assert.Contains("'connectors up'", Error.ToString());
    }

    [Fact]
    public async Task Credentials_that_are_not_taken_are_named_with_where_they_come_from()
    {
        Folder.Write("hub/secrets/basic-auth-user", "admin");
        Folder.Write("hub/secrets/basic-auth-password", "secret");
        Gateway.On("GET /async-function/c1", 401, "invalid credentials");
        Assert.Equal(1, await RunAsync("call", "c1", "--data", "hub"));
        Assert.Contains($"it does not take the user 'admin' with the password that {Folder.Path}/hub/secrets/basic-auth-password holds", Error.ToString());
        Assert.Equal(1, await RunAsync(Surroundings() with { Input = new StringReader("other\n") }, "call", "c1", "--user", "me", "--password-stdin"));
        Assert.Contains("it does not take the user 'me' with that password", Error.ToString());
    }

    [Fact]
    public async Task What_is_no_gateway_of_ours_is_said_to_be_none()
    {
        await using var other = await ScriptedGateway.StartAsync();
        other.On("GET /system/queues", 200, "<html>");
        Assert.Equal(1, await RunAsync("list", "--gateway", other.Address.ToString()));
        Assert.Contains("something else than a Connectors gateway", Error.ToString());
    }
}
