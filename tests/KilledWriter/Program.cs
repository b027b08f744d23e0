// Writes scalars, pictures and long texts until it is killed. After each flush it says on standard output how many steps are written.
using System.Numerics.Tensors;
using Cenote.TensorBoard;

// So long that some kills come in the middle of writing it.
string text = new('x', 1 << 20);
byte[] noise = new byte[3 * 40 * 40];
new Random(1).NextBytes(noise);
Tensor<byte> picture = Tensor.Create(noise, [3, 40, 40]);
using SummaryWriter writer = new(args[0]);
for (int step = 0; ; step++)
{
    writer.AddScalar("loss", step, step);
    writer.AddImage("noise", picture, step);
    writer.AddText("long", text, step);
    if (step % 3 != 2)
        continue;

    writer.Flush();
    Console.Out.WriteLine(step + 1);
}
