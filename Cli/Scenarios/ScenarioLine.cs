using System.Text;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>One line of a scenario, split in words; gives them out from left to right, and points at what is wrong with them.</summary>
internal sealed class ScenarioLine
{
    private readonly List<ScenarioWord> _words = new();
    private int _next;

    /// <param name="file">The file's name, for messages.</param>
    /// <param name="number">From 1.</param>
    /// <param name="text">The line as it stands in the file.</param>
    /// <exception cref="ScenarioException">A quote is not closed.</exception>
    public ScenarioLine(string file, int number, string text)
    {
        File = file;
        Number = number;
        Text = text;
        Split();
    }

    public string File { get; }

    public int Number { get; }

    public string Text { get; }

    public bool AtEnd => _next == _words.Count;

    public ScenarioWord Peek => _words[_next];

    /// <summary>The words not yet taken.</summary>
    public IReadOnlyList<ScenarioWord> Rest => _words.GetRange(_next, _words.Count - _next);

    public ScenarioWord Take(string expected) => AtEnd ? throw ErrorAtEnd($"{expected} is missing") : _words[_next++];

    public bool TryTake(string keyword)
    {
        bool found = !AtEnd && Peek.Is(keyword);
        _next += found ? 1 : 0;
        return found;
    }

    /// <summary>Takes a word that must stand here.</summary>
    public void Require(string keyword)
    {
        if (!TryTake(keyword))
        {
            throw AtEnd ? ErrorAtEnd($"'{keyword}' is missing") : Error(Peek, $"'{keyword}' was expected here, but found '{Peek.Text}'");
        }
    }

    public IReadOnlyList<string> TakeAll()
    {
        string[] texts = Rest.Select(word => word.Text).ToArray();
        _next = _words.Count;
        return texts;
    }

    public void ExpectEnd()
    {
        if (!AtEnd)
        {
            throw Error(Peek, $"nothing more was expected here, but found '{Peek.Text}'");
        }
    }

    public ScenarioException Error(ScenarioWord word, string problem) => new(File, Number, word.Column, Text, problem);

    public ScenarioException ErrorAtEnd(string problem) => new(File, Number, Text.TrimEnd().Length + 1, Text.TrimEnd(), problem);

    // Words are parted by blanks. Double quotes hold a word together, also from its middle (inout:"two words"); in them \" is a quote and \\ a
    // backslash. Single quotes are not special: 'a' is a character of C.
    private void Split()
    {
        int position = 0;
        while (true)
        {
            while (position < Text.Length && char.IsWhiteSpace(Text[position]))
            {
                position++;
            }

            if (position == Text.Length)
            {
                return;
            }

            int start = position;
            var word = new StringBuilder();
            while (position < Text.Length && !char.IsWhiteSpace(Text[position]))
            {
                if (Text[position] == '"')
                {
                    position = ReadQuoted(position, word);
                }
                else if (Text.AsSpan(position) is ['\'', '"' or ' ', '\'', ..])
                {
                    // The characters that would end a word otherwise.
                    word.Append(Text, position, 3);
                    position += 3;
                }
                else
                {
                    word.Append(Text[position++]);
                }
            }

            _words.Add(new ScenarioWord(word.ToString(), start + 1, Text[start] == '"'));
        }
    }

    private int ReadQuoted(int start, StringBuilder word)
    {
        for (int position = start + 1; position < Text.Length; position++)
        {
            if (Text[position] == '"')
            {
                return position + 1;
            }

            if (Text[position] == '\\' && position + 1 < Text.Length && Text[position + 1] is '"' or '\\')
            {
                position++;
            }

            word.Append(Text[position]);
        }

        throw new ScenarioException(File, Number, start + 1, Text, "this quote is not closed");
    }
}
