using System.Text;
using Cenote.Board.Explaining;

namespace Cenote.Cli.Explain;

/// <summary>Draws matrices as text.</summary>
internal static class Drawing
{
    /// <summary>Adds a matrix, every number in a cell as wide as the widest.</summary>
    public static void Draw(StringBuilder text, Matrix matrix) => Draw(text, matrix, 0, 0, (_, _) => false);

    /// <summary>Adds a matrix in a ring of dots, its padding; what is marked stands in brackets. Rows and columns count from the matrix's first.</summary>
    public static void Draw(StringBuilder text, Matrix matrix, int ringRows, int ringColumns, Func<int, int, bool> marked)
    {
        int width = matrix.Elements.Max(e => NumberText.Of(e).Length);
        for (int row = -ringRows; row < matrix.Rows + ringRows; row++)
        {
            text.Append(' ');
            for (int column = -ringColumns; column < matrix.Columns + ringColumns; column++)
            {
                bool mark = marked(row, column), inside = row >= 0 && row < matrix.Rows && column >= 0 && column < matrix.Columns;
                string cell = inside ? NumberText.Of(matrix[row, column]) : ".";
                text.Append(mark ? '[' : ' ').Append(cell.PadLeft(width)).Append(mark ? ']' : ' ');
            }

            text.Length -= text[^1] == ' ' ? 1 : 0;
            text.AppendLine();
        }
    }
}
