using Connectors.Providers.Faasd.Names.Messages;

namespace Connectors.Providers.Faasd.Tests.Names;

public sealed class DnsQuestionTests
{
    [Theory]
    [InlineData("shout", "shout")]
    [InlineData("Shout.OpenFaaS-fn", "shout.openfaas-fn")]
    [InlineData("_sip._tcp.example.com", "_sip._tcp.example.com")]
    [InlineData("", "")]
    [InlineData("b\u00fcro", null)]
    [InlineData("a b", null)]
    public void A_question_is_read(string asked, string? name)
    {
        var query = DnsPacket.Query(asked, type: DnsPacket.Aaaa);

        Assert.Equal(DnsFault.None, DnsQuestion.Read(query, out var question));
        Assert.Equal(new DnsQuestion(name, DnsPacket.Aaaa, 1, query.Length), question);
    }

    [Fact]
    public void What_follows_the_question_is_not_looked_at()
    {
        byte[] query = [.. DnsPacket.Query("shout"), 0xC0, 0xFF, 1, 2, 3];

        Assert.Equal(DnsFault.None, DnsQuestion.Read(query, out var question));
        Assert.Equal(query.Length - 5, question.End);
    }

    [Fact]
    public void A_message_that_breaks_off_anywhere_is_no_question()
    {
        var query = DnsPacket.Query("shout.openfaas-fn");

        for (var length = 0; length < query.Length; length++)
            Assert.NotEqual(DnsFault.None, DnsQuestion.Read(query.AsSpan(0, length), out _));
    }

    [Theory]
    [InlineData(2, 0x81, DnsFault.NoQuery)]
    [InlineData(2, 0x29, DnsFault.NotImplemented)]
    [InlineData(5, 0, DnsFault.Malformed)]
    [InlineData(5, 2, DnsFault.Malformed)]
    [InlineData(4, 255, DnsFault.Malformed)]
    public void Other_messages_are_told_apart(int at, byte value, object fault)
    {
        var query = DnsPacket.Query("shout");
        query[at] = value;

        Assert.Equal(fault, DnsQuestion.Read(query, out _));
    }

    [Theory]
    [InlineData(0xC0, 0x0C)] // points to itself
    [InlineData(0xC0, 0x00)] // points into the header
    [InlineData(0xFF, 0xFF)] // points out of the message
    [InlineData(0x40, 0x01)] // a kind of label that there is not
    [InlineData(0x3F, 0x61)] // longer than the message
    public void Pointers_and_labels_that_lead_nowhere_are_refused(byte first, byte second)
    {
        var query = DnsPacket.Query("ab");
        query[12] = first;
        query[13] = second;

        Assert.Equal(DnsFault.Malformed, DnsQuestion.Read(query, out _));
    }

    [Theory]
    [InlineData(127, DnsFault.None)]
    [InlineData(128, DnsFault.Malformed)]
    [InlineData(30_000, DnsFault.Malformed)]
    public void A_name_without_end_is_refused(int labels, object fault) =>
        Assert.Equal(fault, DnsQuestion.Read(DnsPacket.Query(string.Join('.', Enumerable.Repeat("a", labels))), out _));

    [Fact]
    public void No_bytes_whatever_break_the_reading()
    {
        var random = new Random(1);
        var message = new byte[300];
        for (var i = 0; i < 200_000; i++)
        {
            var length = random.Next(message.Length);
            random.NextBytes(message.AsSpan(0, length));
            // Most as queries, that reading gets beyond the header.
            if (length > 12 && i % 4 != 0)
                ((ReadOnlySpan<byte>)[0, 0, 0, 1]).CopyTo(message.AsSpan(2));
            if (length > 24 && i % 3 == 0)
                message[12] = 3;
            if (DnsQuestion.Read(message.AsSpan(0, length), out var question) == DnsFault.None)
                Assert.InRange(question.End, 17, length);
        }
    }
}
