using System.Globalization;

namespace Cenote.Cli.Tests;

/// <summary>Evaluates what explain prints: + - * / ^, parentheses, |x|, max, min, log, sigmoid and e.</summary>
/// <remarks>expression = term {+|- term}, term = factor {*|/ factor}, factor = [-] (number | group | function) [^ factor].</remarks>
internal sealed class Formula
{
    private readonly string _text;
    private readonly Func<string, double> _number;
    private int _at;

    private Formula(string text, Func<string, double> number)
    {
        _text = text;
        _number = number;
    }

    /// <summary>The value and how far it may be off, as each number is rounded where it is printed.</summary>
    /// <param name="text">An arithmetic expression.</param>
    /// <param name="rounding">How far a number may be from what it stands for, by its text.</param>
    public static (double Value, double Slack) Evaluate(string text, Func<string, double> rounding)
    {
        int numbers = 0;
        double value = Run(-1), slack = 0;
        for (int moved = 0, count = numbers; moved < count; moved++)
        {
            double change = Math.Abs(Run(moved) - value);
            slack += double.IsNaN(change) ? 0 : change;
        }

        return (value, slack);

        // Once with every number as printed; then with one of them moved by its rounding.
        double Run(int moved)
        {
            numbers = 0;
            Formula formula = new(text, n => double.Parse(n, CultureInfo.InvariantCulture) + (numbers++ == moved ? rounding(n) : 0));
            double result = formula.Sum();
            return formula._at == text.Length ? result : throw new FormatException($"'{text}' does not end at {formula._at}.");
        }
    }

    private double Sum()
    {
        double sum = Product();
        while (true)
        {
            if (Take(" + "))
                sum += Product();
            else if (Take(" - "))
                sum -= Product();
            else
                return sum;
        }
    }

    private double Product()
    {
        double product = Factor();
        while (true)
        {
            if (Take(" * "))
                product *= Factor();
            else if (Take(" / ") || Take("/"))
                product /= Factor();
            else
                return product;
        }
    }

    private double Factor()
    {
        double sign = Take("-") ? -1 : 1, value = Atom();
        return sign * (Take("^") ? Math.Pow(value, Factor()) : value);
    }

    private double Atom()
    {
        if (Take("("))
            return Closed(Sum(), ")");

        if (Take("|"))
            return Math.Abs(Closed(Sum(), "|"));

        if (Take("log("))
            return Math.Log(Closed(Sum(), ")"));

        if (Take("sigmoid("))
            return 1 / (1 + Math.Exp(-Closed(Sum(), ")")));

        if (Take("max("))
            return List().Max();

        if (Take("min("))
            return List().Min();

        if (Take("inf"))
            return double.PositiveInfinity;

        if (Take("nan"))
            return double.NaN;

        if (Take("e"))
            return Math.E;

        int start = _at;
        while (_at < _text.Length && (char.IsDigit(_text[_at]) || _text[_at] is '.' or 'e' || (_text[_at] is '-' or '+' && _text[_at - 1] == 'e')))
            _at++;

        return _at > start ? _number(_text[start.._at]) : throw new FormatException($"'{_text}' has no number at {start}.");
    }

    private List<double> List()
    {
        List<double> list = [Sum()];
        while (Take(", "))
            list.Add(Sum());

        Closed(0, ")");
        return list;
    }

    private double Closed(double value, string end) => Take(end) ? value : throw new FormatException($"'{_text}' has no '{end}' at {_at}.");

    private bool Take(string word)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
            return false;

        _at += word.Length;
        return true;
    }
}
