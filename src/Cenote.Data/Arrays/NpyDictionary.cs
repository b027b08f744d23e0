using System.Globalization;

namespace Cenote.Data;

/// <summary>Reads the Python dictionary of a NumPy header: three keys in any order, and nothing but literals.</summary>
internal sealed class NpyDictionary(string text, string name)
{
    // As many as NumPy has.
    private const int MostAxes = 64;

    private int _at;

    /// <exception cref="InvalidDataException">It is another dictionary, or describes no array that is read.</exception>
    public NpyHeader Header(int bytes)
    {
        (string? code, bool? fortran, nint[]? shape) = (null, null, null);
        Expect('{');
        while (!Take('}'))
        {
            string key = String();
            Expect(':');
            switch (key)
            {
                case "descr" when code is null:
                    code = Peek() is '[' or '(' ? Structure() : String();
                    break;
                case "fortran_order" when fortran is null:
                    fortran = Truth();
                    break;
                case "shape" when shape is null:
                    shape = Tuple();
                    break;
                default:
                    throw Bad($"'{key}' is there twice or not expected");
            }

            if (!Take(','))
            {
                Expect('}');
                break;
            }
        }

        if (code is null || fortran is null || shape is null)
            throw Bad("one of descr, fortran_order and shape is missing");

        if (text.AsSpan(_at).ContainsAnyExcept(" \n"))
            throw Bad("something follows the dictionary");

        // Where at most one axis is longer than 1 both orders are the same.
        if (fortran.Value && shape.Count(length => length > 1) > 1)
            throw new InvalidDataException($"{name} is stored in Fortran's order, columns first; save it with numpy.ascontiguousarray(x) first.");

        bool ordered = code.Length > 1 && code[0] is '<' or '>' or '|' or '=';
        return new NpyHeader(ArrayElement.OfNpy(ordered ? code[1..] : code), code.StartsWith('>'), shape, bytes);
    }

    private nint[] Tuple()
    {
        List<nint> lengths = [];
        Expect('(');
        while (!Take(')'))
        {
            lengths.Add(Number());
            if (lengths.Count > MostAxes)
                throw Bad($"there are more than {MostAxes} axes");

            if (!Take(','))
            {
                if (lengths.Count == 1)
                    throw Bad("a tuple of one number has a comma");

                Expect(')');
                break;
            }
        }

        return [.. lengths];
    }

    private nint Number()
    {
        Spaces();
        int start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;

        if (!nint.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out nint number))
            throw Bad("a length is no whole number, or too great");

        // Python 2 wrote long integers so.
        Take('L');
        return number;
    }

    private bool Truth()
    {
        Spaces();
        foreach ((string word, bool value) in (ReadOnlySpan<(string, bool)>)[("True", true), ("False", false)])
        {
            if (string.CompareOrdinal(text, _at, word, 0, word.Length) == 0)
            {
                _at += word.Length;
                return value;
            }
        }

        throw Bad("fortran_order is neither True nor False");
    }

    private string String()
    {
        char quote = Peek();
        int end = quote is '\'' or '"' ? text.IndexOf(quote, _at + 1) : -1;
        if (end < 0)
            throw Bad("a text is missing");

        string value = text[(_at + 1)..end];
        _at = end + 1;
        return value;
    }

    // Fields of a structure: named, not read.
    private string Structure()
    {
        int depth = 0;
        do
        {
            char next = Peek();
            if (next is '\'' or '"')
            {
                String();
                continue;
            }

            depth += next is '[' or '(' ? 1 : next is ']' or ')' ? -1 : next == '\0' ? throw Bad("a bracket is not closed") : 0;
            _at++;
        }
        while (depth > 0);
        return "structures";
    }

    private char Peek()
    {
        Spaces();
        return _at < text.Length ? text[_at] : '\0';
    }

    private bool Take(char expected)
    {
        if (Peek() != expected)
            return false;

        _at++;
        return true;
    }

    private void Expect(char expected)
    {
        if (!Take(expected))
            throw Bad($"'{expected}' is missing");
    }

    private void Spaces()
    {
        while (_at < text.Length && text[_at] is ' ' or '\n')
            _at++;
    }

    private InvalidDataException Bad(string what) => new($"{name} has a header that is not NumPy's: {what} (at character {_at}).");
}
