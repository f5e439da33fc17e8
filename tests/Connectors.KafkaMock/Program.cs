using System.Globalization;
using Connectors.KafkaMock;

// Connectors.KafkaMock [brokers]: says where it listens, then answers each line of its input with one of its own; ends with its input.
using var cluster = new MockCluster(args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3);
Console.WriteLine($"listens {cluster.Bootstrap}");
while (Console.ReadLine() is { } line)
{
    try
    {
        Do(line.Split(' '));
        Console.WriteLine("done");
    }
    catch (Exception e) when (e is InvalidOperationException or FormatException or IndexOutOfRangeException)
    {
        Console.WriteLine($"failed {e.Message}");
    }
}

void Do(string[] words)
{
    switch (words[0])
    {
        case "create":
            cluster.CreateTopic(words[1], Number(words[2]));
            break;
        case "down":
            cluster.Down(Number(words[1]));
            break;
        case "up":
            cluster.Up(Number(words[1]));
            break;
        case "fail":
            cluster.Fail((short)Number(words[1]), Number(words[2]), Number(words[3]));
            break;
        default:
            throw new InvalidOperationException($"nothing is known of '{words[0]}'");
    }
}

static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
